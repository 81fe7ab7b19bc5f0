import { createProvisr } from 'provisr';

const provisr = await createProvisr({
  config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600' } }] },
});
await provisr.booted;
const tell = () => {
  const { name, state, pid } = provisr.manager.status('demo');
  console.log(`${name} is ${state}${pid === null ? '' : `, PID ${pid}`}`);
};
tell();
await provisr.manager.restart({ kind: 'name', name: 'demo' });
tell();
await provisr.manager.stop({ kind: 'name', name: 'demo' });
tell();
await provisr.close();
