import { parseArgs } from 'node:util';

/** What can be measured, and what it is called in `PROVISR_BENCH_ONLY`. */
const SECTIONS = ['cold', 'loop', 'crash', 'idle', 'memory', 'cli', 'api', 'stop', 'log', 'growth'];

const USAGE = `usage: npm run bench [-- --quick --rounds N --processes N --no-page]
  --quick       one round of everything, few samples: shows that it runs, its figures say little
  --rounds      how often every manager takes its turn (3)
  --processes   how many programs each manager starts (200)
  --no-page     print only; without it a full run writes docs/benchmarks.md
environment: PROVISR_BENCH_ONLY=${SECTIONS.slice(0, 3).join(',')},…   some of ${SECTIONS.join(', ')}
             PROVISR_BENCH_PEERS=provisr,supervisord,pm2   some of the managers
             PROVISR_BENCH_CACHE=DIR   where peers that are not installed are kept (a directory of the user's cache)
`;

/** Reads the command line and the environment. */
export function readOptions(args, env) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      processes: { type: 'string', default: '200' },
      'no-page': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const only = listOf(env.PROVISR_BENCH_ONLY, SECTIONS, 'PROVISR_BENCH_ONLY');
  const peers = listOf(env.PROVISR_BENCH_PEERS, ['provisr', 'supervisord', 'pm2'], 'PROVISR_BENCH_PEERS');
  const isFull = !values.quick && only.length === SECTIONS.length && peers.length === 3 && values.processes === '200';
  return {
    has: (section) => only.includes(section),
    peers,
    rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
    processes: Number(values.processes),
    writesPage: isFull && !values['no-page'],
    ...(values.quick ? QUICK : FULL),
  };
}

const FULL = {
  crash: { samples: 100, limitMs: 8_000 },
  idleSeconds: 10,
  commandSamples: 7,
  rateSeconds: 3,
  growthRounds: 3,
  logRounds: 3,
};
const QUICK = {
  crash: { samples: 20, limitMs: 3_000 },
  idleSeconds: 3,
  commandSamples: 3,
  rateSeconds: 1,
  growthRounds: 1,
  logRounds: 1,
};

function listOf(text, known, name) {
  if (!text) return known;
  const wanted = text.split(',').map((word) => word.trim());
  const stranger = wanted.find((word) => !known.includes(word));
  if (stranger !== undefined) throw new Error(`${name} names "${stranger}"; known are ${known.join(', ')}`);
  return wanted;
}
