// floods-stdout.mjs MEGABYTES: numbered lines of 100 bytes as fast as they are taken, then `done` on stderr.
import { writeSync } from 'node:fs';

const bytes = Number(process.argv[2] ?? 10) * 1_000_000;
const lines = bytes / 100;
const block = 1_000;
for (let first = 0; first < lines; first += block) {
  let text = '';
  for (let n = first; n < Math.min(first + block, lines); n += 1) text += `${String(n).padStart(12, '0')} ${'x'.repeat(86)}\n`;
  const buffer = Buffer.from(text);
  for (let at = 0; at < buffer.length;) at += writeSync(1, buffer, at);
}
writeSync(2, 'done\n');
setInterval(() => undefined, 1_000_000);
