import express from 'express';
import { createProvisr } from 'provisr';

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
});
const app = express();
app.use(express.json());
app.get('/hello', (_request, response) => response.json({ hello: 'from the host' }));
app.post('/orders', (request, response) =>
  request.body?.item ? response.json({ ordered: request.body.item }) : response.status(400).json({ message: 'what do you want?' }),
);
app.use(process.env.API_BASE ?? '/api', provisr.handler);
const server = app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

const end = async () => {
  server.close();
  server.closeAllConnections();
  await provisr.close();
};
process.once('SIGINT', end).once('SIGTERM', end);
