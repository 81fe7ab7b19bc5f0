import { createManager, defineProgram } from 'provisr/core';

const manager = createManager({ stateDir: 'run' });
const [{ status }] = await manager.launch(defineProgram({ name: 'hello', command: 'sleep 60', stateDir: 'run' }));
console.log(`${status.name} is ${status.state}, PID ${status.pid}`);
await manager.shutdown();
