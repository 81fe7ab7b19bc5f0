// Measures provisr against supervisord and pm2: the same work, in turns, in one run. Usage: npm run bench [-- --help]
import { readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildPrograms } from './machine/build-programs.mjs';
import { makeScratch } from './machine/scratch.mjs';
import { readOptions } from './options.mjs';
import { findPm2 } from './peers/find-pm2.mjs';
import { findSupervisord } from './peers/find-supervisord.mjs';
import { Pm2 } from './peers/pm2.mjs';
import { Provisr } from './peers/provisr.mjs';
import { Supervisord } from './peers/supervisord.mjs';
import { measuredAt } from './report/conditions.mjs';
import { writePage } from './report/page.mjs';
import { Samples } from './report/samples.mjs';
import { renderFloors, renderTable, rowsOf } from './report/table.mjs';
import { measureAll } from './schedule.mjs';
import { endOpenSessions } from './session.mjs';

const options = readOptions(process.argv.slice(2), process.env);
const { path: scratch, isInMemory } = makeScratch();
const began = performance.now();

function findPeers() {
  const cache = process.env.PROVISR_BENCH_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'provisr', 'bench');
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  const makers = {
    provisr: () => new Provisr({ version }),
    supervisord: () => madeFrom(findSupervisord(cache), Supervisord),
    pm2: () => madeFrom(findPm2(cache), Pm2),
  };
  const peers = options.peers.map((name) => ({ name, peer: makers[name]() }));
  for (const { name, peer } of peers) if (!peer) process.stderr.write(`${name} is neither here nor to be had: left out\n`);
  return peers.map(({ peer }) => peer).filter(Boolean);
}

async function interrupt() {
  await endOpenSessions();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  process.exit(130);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void interrupt());

const madeFrom = (tools, Peer) => tools && new Peer(tools);

try {
  const programs = buildPrograms(scratch);
  const peers = findPeers();
  const samples = new Samples();
  const say = (text) => process.stderr.write(`[${((performance.now() - began) / 1_000).toFixed(0).padStart(4)} s] ${text}\n`);
  await measureAll({ peers, programs, samples, options, scratch, say });
  const rows = rowsOf(samples, peers, options);
  const conditions = measuredAt(peers, { ...options, isInMemory });
  const tables = [renderTable(rows, peers), renderFloors(samples)].filter(Boolean).join('\n\nWithout a manager:\n\n');
  process.stdout.write(`\n${conditions}\n\n${tables}\n`);
  if (options.writesPage) process.stdout.write(`\nwritten: ${writePage(conditions, tables)}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
