// Keeps a share of a processor busy that rises and falls, holds some memory, and writes a line now and then. Usage: works.mjs SHARE MEGABYTES
import process from 'node:process';

const [share, megabytes] = process.argv.slice(2).map(Number);
const held = Array.from({ length: megabytes }, () => Buffer.alloc(1024 * 1024, 1));
const TURN_MS = 100;

setInterval(() => {
  const busyMs = TURN_MS * share * (1 + Math.sin(Date.now() / 15_000 + process.pid));
  const until = performance.now() + Math.min(busyMs, TURN_MS * 0.9);
  while (performance.now() < until) held[0][0] += 1;
  if (Math.random() < share) process.stdout.write(`${new Date().toISOString()} handled ${Math.round(busyMs)} requests\n`);
}, TURN_MS);
