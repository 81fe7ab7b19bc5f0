import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startDaemon } from '#testing';

const BIN = fileURLToPath(new URL('../../../bin/provisr.mjs', import.meta.url));
const ROUNDS = 9;
/** Of a machine that does other things at the same time; at rest it is below 3. */
const LARGEST_RATIO = 4;

/** Milliseconds of a whole process. */
function timeOf(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const beganAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return performance.now() - beganAt;
}

it('status against a running daemon costs little more than Node itself', async ({ annotate }) => {
  const directory = await mkdtemp(join(tmpdir(), 'provisr-budget-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'config.toml'), '[server]\nlisten = "127.0.0.1:0"\n');
  const env = { NODE_COMPILE_CACHE: join(directory, 'cache') };
  const daemon = await startDaemon({ configFile: join(directory, 'config.toml'), env });
  onTestFinished(async () => void (await daemon.stop()));
  const status = [BIN, 'status', '--api-url', daemon.url];
  timeOf(status, env);
  // In turns, so that what else the machine does strikes both; the smallest time of each is the one least disturbed.
  const rounds = Array.from({ length: ROUNDS }, () => ({ bare: timeOf(['-e', '0'], env), command: timeOf(status, env) }));
  const smallest = (key: 'bare' | 'command'): number => Math.min(...rounds.map((round) => round[key]));
  const ratio = smallest('command') / smallest('bare');
  await annotate(
    `provisr status ${smallest('command').toFixed(0)} ms, node -e 0 ${smallest('bare').toFixed(0)} ms, ratio ${ratio.toFixed(2)}`,
  );
  expect(ratio).toBeLessThan(LARGEST_RATIO);
});
