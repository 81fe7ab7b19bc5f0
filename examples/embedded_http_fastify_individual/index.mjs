import { fastify } from 'fastify';
import { createProvisr } from 'provisr';

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
});

const auth = async (request, reply) => {
  if (request.headers.authorization !== `Bearer ${process.env.SECRET ?? 'secret'}`) await reply.code(401).send({ message: 'who are you?' });
};
let starts = 0;
const atMostThree = async (_request, reply) => {
  starts += 1;
  if (starts > 3) await reply.code(429).send({ message: 'that is enough' });
};

const app = fastify();
const { endpoints } = provisr;
app.get('/hello', () => ({ hello: 'from the host' }));
await app.register(
  async (api) => {
    api.addHook('onResponse', async (request) => console.log(`${request.method} ${request.url}`));
    api.get('/status', endpoints.status);
    api.get('/processes/:name/why', endpoints.processWhy);
    api.post('/start', { onRequest: [auth, atMostThree] }, endpoints.start);
    api.post('/stop', { onRequest: auth }, endpoints.stop);
  },
  { prefix: process.env.API_BASE ?? '/api' },
);
console.log(`listening on ${await app.listen({ port: Number(process.env.PORT ?? 8080) })}`);

const end = async () => {
  await app.close();
  await provisr.close();
};
process.once('SIGINT', end).once('SIGTERM', end);
