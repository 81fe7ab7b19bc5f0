/**
 * What the table shows. `metric` is looked up for each manager, `unit` is printed behind, `better` says which way is good. `goal` gets the
 * table of medians and answers with what was aimed at and whether it was reached, where there is an aim.
 */

const ms = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const one = (value) => value.toFixed(1);
const whole = (value) => value.toFixed(0);
const two = (value) => value.toFixed(2);

const atMostShareOfBest =
  (share) =>
  ({ own, best }) =>
    best === null ? null : { aim: `≤ ${share} × best`, met: own <= share * best };
const atMost =
  (limit, text) =>
  ({ own }) => ({ aim: `≤ ${text}`, met: own <= limit });
const atLeast =
  (limit, text) =>
  ({ own }) => ({ aim: `≥ ${text}`, met: own >= limit });
const below =
  (peer) =>
  ({ own, of }) =>
    of(peer) === null ? null : { aim: `< ${peer}`, met: own < of(peer) };

/** Figures that every manager has. */
export const FIGURES = [
  { metric: 'cold', title: 'Cold start until all run', unit: 'ms', show: ms, better: 'lower', goal: atMostShareOfBest(0.25) },
  { metric: 'cold-cpu', title: 'the same, processor time of the manager', unit: 'ms', show: whole, better: 'lower' },
  { metric: 'crash', title: 'Crash → replacement runs', unit: 'ms', show: ms, better: 'lower', goal: atMostShareOfBest(0.25) },
  { metric: 'crash', p99: true, title: 'the same, p99', unit: 'ms', show: ms, better: 'lower', goal: atMost(20, '20 ms') },
  { metric: 'stop', title: 'Stop all, by command', unit: 'ms', show: ms, better: 'lower', goal: below('supervisord') },
  { metric: 'stop-api', title: 'Stop all, by request', unit: 'ms', show: ms, better: 'lower', goal: below('supervisord') },
  { metric: 'cli', title: 'Status of all, by command', unit: 'ms', show: ms, better: 'lower' },
  { metric: 'api', title: 'Status of all, by API', unit: 'requests/s', show: one, better: 'higher', goal: atLeast(2_000, '2,000') },
  { metric: 'memory', title: 'Memory of the manager, idle', unit: 'MiB', show: one, better: 'lower', goal: below('pm2') },
  { metric: 'idle', title: 'Processor of the manager, idle', unit: '%', show: two, better: 'lower', goal: atMost(0.3, '0.3 %') },
  ...[200, 600].flatMap((size) => [
    {
      metric: `log-rate-w${size}`,
      title: `Log intake, one writer of ${size} MB`,
      unit: 'MB/s',
      show: whole,
      better: 'higher',
      goal: ({ own, of }) => (of('supervisord') === null ? null : { aim: '≥ 1.5 × supervisord', met: own >= 1.5 * of('supervisord') }),
    },
    {
      metric: `log-cpu-w${size}`,
      title: 'the same, processor time',
      unit: 's/GB',
      show: two,
      better: 'lower',
      goal: ({ own, of }) => (of('supervisord') === null ? null : { aim: '≤ ⅓ supervisord', met: own <= of('supervisord') / 3 }),
    },
    { metric: `log-memory-w${size}`, title: 'the same, memory grew at most by', unit: 'MiB', show: one, better: 'lower' },
  ]),
];

/** What one process costs between two sizes of a fleet. */
const between = (samples, metric, small, large) => {
  const [less, more] = [small, large].map((count) => samples.median(`${metric}-${count}`, 'provisr'));
  return less === null || more === null ? null : (more - less) / (large - small);
};

const growthOf = (metric, title) => ({
  title: `${title}: each of 1,000 against each of 100`,
  unit: '×',
  show: two,
  value: (samples) => {
    const [few, many] = [between(samples, metric, 1, 100), between(samples, metric, 1, 1_000)];
    return few === null || many === null ? null : many / few;
  },
  goal: atMost(1.3, '1.3'),
});

/** Figures of provisr alone. */
export const OWN_FIGURES = [
  {
    title: 'One more start, against a C loop of posix_spawn',
    unit: '×',
    show: two,
    value: (samples) => {
      const [own, floor] = [between(samples, 'cold', 100, 1_000), samples.median('floor-1000', 'C')];
      return own === null || floor === null ? null : own / floor;
    },
    goal: atMost(1.5, '1.5'),
  },
  { title: 'One more start', unit: 'ms', show: two, value: (samples) => between(samples, 'cold', 100, 1_000) },
  { title: 'One more start of the C loop', unit: 'ms', show: two, value: (samples) => samples.median('floor-1000', 'C') },
  {
    title: 'Longest stand-still of the event loop while they start',
    unit: 'ms',
    show: one,
    value: (samples) => samples.median('loop', 'provisr'),
    goal: atMost(20, '20 ms'),
  },
  {
    title: 'Memory for each process (100 → 1,000)',
    unit: 'KiB',
    show: one,
    value: (samples) => {
      const mib = between(samples, 'memory', 100, 1_000);
      return mib === null ? null : mib * 1_024;
    },
    goal: atMost(40, '40 KiB'),
  },
  growthOf('cold', 'Start'),
  growthOf('cold-cpu', 'Processor time of a start'),
  growthOf('stop', 'Stop'),
  growthOf('status', 'Status by API'),
  growthOf('memory', 'Memory'),
  { title: 'Processor, idle with 1,000', unit: '%', show: two, value: (samples) => samples.median('idle-1000', 'provisr') },
];
