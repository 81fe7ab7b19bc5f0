import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, httpRequest, runCli, waitFor } from '#testing';

const HIDE = `--import=${fileURLToPath(new URL('../../programs/hide-koffi.mjs', import.meta.url))}`;

describe('a package without its optional dependencies', () => {
  const bench = new DaemonBench('without-koffi');
  const env = { NODE_OPTIONS: HIDE, PROVISR_SPAWNER: '' };

  beforeAll(() => {
    bench.configure({ processes: [{ name: 'ends', command: 'sh -c "exit 7"', auto_restart: false, start_duration: '0s' }] });
  });
  afterAll(() => bench.close());

  it('supervises, adopts after a kill, and says that it does so the portable way', async () => {
    let daemon = await bench.serve({ env });
    const debug = (await httpRequest(`${daemon.url}/debug/processes`)).json();
    expect(debug).toMatchObject({
      spawner: 'child_process',
      spawner_reason: expect.stringContaining('"koffi" cannot be loaded') as string,
    });
    await waitFor(async () => (await daemon.client.processes.get('ends')).exit_code === 7);

    await daemon.client.processes.launch({ name: 'lives', command: 'sleep 100000' });
    const { pid } = await daemon.client.processes.get('lives');
    await daemon.kill();
    daemon = await bench.serve({ env });
    expect(await daemon.client.processes.get('lives')).toMatchObject({ pid, adopted: true, running: true });
    await daemon.client.processes.stop({ name: 'lives' });
    expect(bench.copies('lives')).toEqual([]);
    expect(await daemon.stop()).toBe(0);
  });

  it('says so in version --verbose, and refuses to promise what it cannot do', async () => {
    expect((await runCli(['version', '--verbose'], { env })).stdout).toMatch(/^spawner {4}child_process\nbecause {4}.*koffi/m);
    const serve = (wish: string): ReturnType<typeof runCli> =>
      runCli(['serve', '--config', bench.configFile], { env: { ...env, ...bench.env, PROVISR_SPAWNER: wish } });
    const [native, unknown] = [await serve('native'), await serve('forked')];
    expect(native).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/PROVISR_SPAWNER is "native", which cannot be had: .*koffi/) as string,
    });
    expect(unknown).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/PROVISR_SPAWNER is "forked".*\n.*native or portable/) as string,
    });
  });
});
