// Asks for the status of everything as fast as it is answered. Usage: node status-load.mjs LOAD SECONDS CONNECTIONS, LOAD as JSON.
// Prints {"requests", "seconds", "bytes"} as JSON. A process of its own, so that it takes no time from who measures.
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { HttpExchange } from './http-exchange.mjs';

const [load, seconds, connections] = process.argv.slice(2).map((text) => JSON.parse(text));

/** Asks through pm2's own library, the only API it has. */
async function pm2Asker({ module }) {
  const pm2 = createRequire(import.meta.url)(module);
  await promisify(pm2.connect.bind(pm2))();
  const list = promisify(pm2.list.bind(pm2));
  return { ask: async () => (await list()).length, close: () => pm2.disconnect() };
}

const asker = () => (load.kind === 'pm2' ? pm2Asker(load) : new HttpExchange(load));
const askers = await Promise.all(Array.from({ length: load.kind === 'pm2' ? 1 : connections }, asker));
const bytes = await askers[0].ask();
const began = performance.now();
const deadline = began + seconds * 1_000;

async function askOn(one) {
  let requests = 0;
  for (; performance.now() < deadline; requests += 1) await one.ask();
  one.close();
  return requests;
}

const counts = await Promise.all(askers.map(askOn));
const took = (performance.now() - began) / 1_000;
process.stdout.write(`${JSON.stringify({ requests: counts.reduce((sum, count) => sum + count, 0), seconds: took, bytes })}\n`);
process.exit(0); // pm2's library keeps a timer
