/**
 * What is possible at all: starts, restarts and the intake of logs by programs that do nothing else. `of` answers with what was measured, `aim` with
 * what provisr would have to reach to meet its aim, both from the samples of the run.
 */

const two = (value) => value.toFixed(2);
const whole = (value) => value.toFixed(0);

const shareOf = (share, metric, peer) => (samples) => {
  const value = samples.median(metric, peer);
  return value === null ? null : share * value;
};

const restartBy = (language, title) => ({
  title,
  unit: 'ms',
  show: two,
  of: (samples) => samples.median('floor-crash', language),
  aim: shareOf(0.25, 'crash', 'pm2'),
});

const startBy = (language, title) => ({
  title,
  unit: 'ms',
  show: two,
  of: (samples) => samples.median('floor-start', language),
  aim: shareOf(1.5, 'floor-1000', 'C'),
});

const intakeBy = (how, title) =>
  [200, 600].flatMap((size) => [
    {
      title: `${title}, ${size} MB`,
      unit: 'MB/s',
      show: whole,
      of: (samples) => samples.median(`floor-log-rate-w${size}`, how),
      aim: shareOf(1.5, `log-rate-w${size}`, 'supervisord'),
    },
    {
      title: 'the same, processor time',
      unit: 's/GB',
      show: two,
      of: (samples) => samples.median(`floor-log-cpu-w${size}`, how),
      aim: shareOf(1 / 3, `log-cpu-w${size}`, 'supervisord'),
    },
  ]);

export const FLOORS = [
  {
    title: 'The first program of provisr runs',
    unit: 'ms',
    show: whole,
    of: (samples) => samples.median('cold-1', 'provisr'),
    aim: (samples) => {
      const peers = ['supervisord', 'pm2'].map((peer) => samples.median('cold', peer)).filter((value) => value !== null);
      return peers.length === 0 ? null : 0.25 * Math.min(...peers);
    },
  },
  startBy('Node.js', 'A start among many, ten lines of Node.js'),
  restartBy('C', 'A restart, loop of C'),
  restartBy('Node.js', 'A restart, ten lines of Node.js'),
  ...intakeBy('splice', 'Log intake, C loop of splice'),
  ...intakeBy('copy', 'Log intake, C loop of read and write'),
];
