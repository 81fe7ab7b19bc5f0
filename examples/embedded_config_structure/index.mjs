import { createProvisr } from 'provisr';

const workers = ['mail', 'thumbnails', 'reports'];
const provisr = await createProvisr({
  config: {
    pid_dir: 'run',
    processes: workers.map((name, index) => ({ type: 'process', spec: { name, command: 'sleep 3600', priority: index } })),
  },
});
await provisr.booted;
for (const { name, state } of provisr.manager.statuses({ kind: 'all' })) console.log(`${name} is ${state}`);
await provisr.close();

try {
  await createProvisr({ config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'mail', comand: 'sleep 3600' } }] } });
} catch (error) {
  console.log(error.code);
  console.log(error.message);
}
