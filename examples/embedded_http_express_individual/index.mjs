import express from 'express';
import { createProvisr } from 'provisr';

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
});

const logging = (request, _response, next) => {
  console.log(`${request.method} ${request.originalUrl}`);
  next();
};
const auth = (request, response, next) => {
  if (request.headers.authorization === `Bearer ${process.env.SECRET ?? 'secret'}`) next();
  else response.status(401).json({ message: 'who are you?' });
};
let starts = 0;
const atMostThree = (_request, response, next) => {
  starts += 1;
  if (starts <= 3) next();
  else response.status(429).json({ message: 'that is enough' });
};

const { endpoints } = provisr;
const api = express.Router();
api.use(logging);
api.get('/status', endpoints.status);
api.get('/processes/:name/why', endpoints.processWhy);
api.post('/start', auth, atMostThree, endpoints.start);
api.post('/stop', auth, endpoints.stop);

const app = express();
app.get('/hello', (_request, response) => response.json({ hello: 'from the host' }));
app.use(process.env.API_BASE ?? '/api', api);
const server = app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

const end = async () => {
  server.close();
  server.closeAllConnections();
  await provisr.close();
};
process.once('SIGINT', end).once('SIGTERM', end);
