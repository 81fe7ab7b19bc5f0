import { readFile } from 'node:fs/promises';
import { createProvisr } from 'provisr';

const tell =
  (level) =>
  (message, ...[context]) =>
    console.log(JSON.stringify({ level, context, message }));

const provisr = await createProvisr({
  logger: { log: tell('info'), warn: tell('warn'), error: tell('error') },
  config: {
    pid_dir: 'run',
    log: { dir: 'logs', max_size_mb: 1, max_backups: 3 },
    processes: [{ type: 'process', spec: { name: 'greeter', command: "sh -c 'echo hello; sleep 3600'" } }],
  },
});
await provisr.booted;
let said = '';
while (said === '') {
  await new Promise((resolve) => setTimeout(resolve, 20));
  said = await readFile('logs/greeter.stdout.log', 'utf8').catch(() => '');
}
console.log(`greeter said: ${said.trim()}`);
await provisr.close();
