// Takes memory until there is none: in this process, or in a child of it.
import { spawn } from 'node:child_process';

if (process.argv[2] === 'child') {
  spawn(process.execPath, [process.argv[1]], { stdio: 'ignore', detached: true });
  setInterval(() => undefined, 1_000);
} else {
  const kept = [];
  for (;;) kept.push(Buffer.alloc(4 * 2 ** 20, 1));
}
