import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#client';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { program } from '../program.js';

const COUNTS = { command: program('counts-lines.sh'), env: ['BATCH=20', 'PAUSE=0.02'], auto_restart: true };

describe('a log that cannot be written', () => {
  const bench = new DaemonBench('unwritable');
  const at = (path: string): string => join(bench.directory.path, path);
  const bad = ['below-a-file', 'full', 'directory'];
  let daemon: DaemonProcess;
  let client: Client;

  /** How far the healthy one has come by its log. */
  const progress = (name: string): number => bench.log(name).length;
  const expectNobodyHarmed = async (): Promise<void> => {
    const before = progress('healthy');
    await waitFor(() => progress('healthy') > before, { what: 'more output of the healthy process' });
    for (const status of await client.processes.list()) expect(status).toMatchObject({ running: true, state: 'running', restarts: 0 });
    for (const name of [...bad, 'healthy', 'moved']) expect(bench.copies(name)).toHaveLength(1);
  };

  beforeAll(async () => {
    bench.directory.write('file', '');
    mkdirSync(at('directory'));
    symlinkSync('/dev/full', at('full.log'));
    bench.configure({
      processes: [
        { name: 'healthy', ...COUNTS },
        { name: 'below-a-file', ...COUNTS, log: { stdout: 'file/out.log' } },
        { name: 'full', ...COUNTS, log: { stdout: 'full.log' } },
        { name: 'directory', ...COUNTS, log: { stdout: 'directory' } },
        { name: 'moved', ...COUNTS },
      ],
    });
    daemon = await bench.serve();
    ({ client } = daemon);
  });
  afterAll(() => bench.close());

  it('harms neither its process, nor the others, nor the daemon', expectNobodyHarmed);

  it('does not make the process wait: its output is taken and counted', async () => {
    const taken = async (name: string): Promise<number> => {
      const series = `provisr_process_log_bytes_total{name="${name}",stream="stdout"} `;
      const line = (await client.daemon.metrics()).split('\n').find((each) => each.startsWith(series));
      return Number(line?.slice(series.length) ?? 0);
    };
    for (const name of bad) {
      const before = await taken(name);
      await waitFor(async () => (await taken(name)) > before, { what: `more output to be taken from ${name}` });
    }
  });

  it('is reported once, with its path', () => {
    const mentions = daemon
      .output()
      .split('\n')
      .filter((line) => line.includes(at('file/out.log')));
    expect(mentions.length).toBeGreaterThanOrEqual(1);
    expect(mentions.length).toBeLessThanOrEqual(2);
  });

  it('is written again as soon as it can be, and tells what is missing', async () => {
    rmSync(at('file'));
    const path = at('file/out.log');
    const text = await waitFor(() => existsSync(path) && readFileSync(path, 'utf8'), { what: 'the log to be written' });
    await waitFor(() => /^line \d+$/m.test(readFileSync(path, 'utf8')));
    expect(text.split('\n')[0]).toMatch(/bytes/);
  });

  it('is made anew when somebody takes it away', async () => {
    await waitFor(() => progress('moved') > 0);
    rmSync(join(bench.logDir, 'moved.stdout.log'));
    await waitFor(() => progress('moved') > 0, { what: 'a new file' });
    await expectNobodyHarmed();
  });
});
