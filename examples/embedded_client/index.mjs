import { createClient } from 'provisr/client';

const client = createClient({ socketPath: 'run/provisr.sock' });
await client.processes.launch({ name: 'job', command: 'sleep 3600' });
for (const { name, state } of await client.processes.list()) console.log(`${name} is ${state}`);
await client.processes.unregister({ name: 'job' });
try {
  await client.processes.get('job');
} catch (error) {
  console.log(error.code);
}
