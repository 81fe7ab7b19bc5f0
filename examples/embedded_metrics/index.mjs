import { createServer } from 'node:http';
import { createProvisr } from 'provisr';

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
});
const server = createServer(provisr.endpoints.metrics).listen(Number(process.env.PORT ?? 9090), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

const end = async () => {
  server.close();
  server.closeAllConnections();
  await provisr.close();
};
process.once('SIGINT', end).once('SIGTERM', end);
