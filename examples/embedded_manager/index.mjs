import { createProvisr } from 'provisr';

const configOf = (...names) => ({
  pid_dir: 'run',
  processes: names.map((name) => ({ type: 'process', spec: { name, command: 'sleep 3600' } })),
});
const provisr = await createProvisr({ config: configOf('kept', 'dropped') });
await provisr.booted;
const { pid } = provisr.manager.status('kept');

const changes = await provisr.apply(configOf('kept', 'added'));
console.log(`added ${changes.added.join()}, removed ${changes.removed.join()}, unchanged ${changes.unchanged.join()}`);
console.log(`kept has ${provisr.manager.status('kept').pid === pid ? 'the same' : 'another'} PID`);
await provisr.close();
