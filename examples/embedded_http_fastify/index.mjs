import { fastify } from 'fastify';
import { createProvisr } from 'provisr';

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
});
const app = fastify();
app.get('/hello', () => ({ hello: 'from the host' }));
app.post('/orders', { schema: { body: { type: 'object', required: ['item'] } } }, (request) => ({ ordered: request.body.item }));
await app.register(provisr.fastify, { prefix: process.env.API_BASE ?? '/api' });
console.log(`listening on ${await app.listen({ port: Number(process.env.PORT ?? 8080) })}`);

const end = async () => {
  await app.close();
  await provisr.close();
};
process.once('SIGINT', end).once('SIGTERM', end);
