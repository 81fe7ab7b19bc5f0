// restart-loop.mjs ARRIVALS SLEEPER COUNT: keeps COUNT sleepers running with what Node brings and does nothing else, until its standard
// input ends.
import { spawn } from 'node:child_process';

const [arrivals, sleeper, count] = process.argv.slice(2);
const running = new Map();
let isOver = false;

function start(label) {
  const child = spawn(sleeper, [arrivals, label], { stdio: 'ignore', detached: true });
  running.set(label, child);
  child.on('exit', () => isOver || start(label));
}

process.stdin.resume().on('end', () => {
  isOver = true;
  for (const child of running.values()) child.kill('SIGKILL');
});
for (let number = 0; number < Number(count); number += 1) start(`p${number}`);
