import { createServer } from 'node:http';
import { createProvisr } from 'provisr';
import { createClient } from 'provisr/client';

const provisr = await createProvisr({
  config: {
    pid_dir: 'run',
    processes: [
      { type: 'process', spec: { name: 'web', command: 'sleep 3600', instances: 2, priority: 20 } },
      { type: 'process', spec: { name: 'queue', command: 'sleep 3600', priority: 10 } },
      { type: 'process', spec: { name: 'other', command: 'sleep 3600' } },
    ],
    groups: [{ name: 'shop', members: ['queue', 'web'] }],
  },
});
await provisr.booted;
const server = createServer(provisr.under('/api')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const { groups } = createClient({ baseUrl: `http://127.0.0.1:${server.address().port}/api` });

await groups.stop('shop');
for (const { name, state } of provisr.manager.statuses({ kind: 'all' })) console.log(`${name} is ${state}`);
await groups.start('shop');
for (const { name, state } of provisr.manager.statuses({ kind: 'all' })) console.log(`${name} is ${state}`);

server.close();
server.closeAllConnections();
await provisr.close();
