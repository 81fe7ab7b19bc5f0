import { createProvisr } from 'provisr';

const provisr = await createProvisr({ configFile: 'config/config.toml' });
await provisr.booted;
for (const { name, state } of provisr.manager.statuses({ kind: 'all' })) console.log(`${name} is ${state}`);
await provisr.close();
