// Loaded into the daemon with --import, only by the measurement of its event loop: notes how late a timer of one millisecond comes, and
// writes what was later than 3 ms into PROVISR_BENCH_PROBE at the end, as JSON lines of [monotonic ms, late by ms].
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.PROVISR_BENCH_PROBE;
const [INTERVAL_MS, WORTH_NOTING_MS] = [1, 3];
const late = [];
const now = () => Number(process.hrtime.bigint()) / 1e6;

function watchLoop() {
  let before = now();
  setInterval(() => {
    const at = now();
    const lateMs = at - before - INTERVAL_MS;
    if (lateMs > WORTH_NOTING_MS) late.push([at, lateMs]);
    before = at;
  }, INTERVAL_MS).unref();
  process.on('exit', () => writeFileSync(file, JSON.stringify(late)));
}

if (isMainThread) watchLoop();
