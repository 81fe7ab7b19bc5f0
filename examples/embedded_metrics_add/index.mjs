import { createServer } from 'node:http';
import { Counter, register } from 'prom-client';
import { createProvisr } from 'provisr';

const orders = new Counter({ name: 'shop_orders_total', help: 'Orders taken.' });
orders.inc(3);

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
});
const server = createServer(async (_request, response) => {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end((await register.metrics()) + (await provisr.metrics()));
});
server.listen(Number(process.env.PORT ?? 9090), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});

const end = async () => {
  server.close();
  server.closeAllConnections();
  await provisr.close();
};
process.once('SIGINT', end).once('SIGTERM', end);
