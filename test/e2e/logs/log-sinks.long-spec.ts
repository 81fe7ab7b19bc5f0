import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#client';
import { ensureFifos } from '#core';
import { BUILT_BIN, builtEnvironment, DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type SyslogReceiver, tcpReceiver } from '../../../src/daemon/fixtures/syslog-receivers.js';

/** Writes half a line, and the other half when it is told to. */
const HALVES = `process.stdout.write('unfinished'); process.on('SIGHUP', () => console.log(' business')); setInterval(() => {}, 1e6);`;
/** Writes numbered lines for as long as it lives, about 20 MB a second. */
const FLOOD = `const rest = 'x'.repeat(100); let n = 0;
  const more = () => { let text = ''; for (let i = 0; i < 500; i += 1) text += (n += 1) + ' ' + rest + '\\n'; process.stdout.write(text, () => setTimeout(more, 2)); };
  more();`;

describe('log sinks and the life of the daemon', () => {
  let bench: DaemonBench;
  let syslog: SyslogReceiver;

  beforeEach(async () => {
    bench = new DaemonBench('log-sinks');
    syslog = await tcpReceiver();
  });
  afterEach(async () => {
    await bench.close();
    await syslog.close();
  });

  function configure(script: string, options: Readonly<Record<string, unknown>> = {}): void {
    const sinks = [
      { type: 'syslog', options: { address: syslog.address, hostname: 'host', ...options } },
      { type: 'stdout', options: { format: 'prefixed' } },
      { type: 'json-lines', options: { path: 'lines.jsonl', max_size_mb: 0 } },
    ];
    bench.configure({
      log: { dir: bench.logDir, max_size_mb: 0, sinks },
      processes: [{ name: 'talker', args: [process.execPath, '-e', script] }],
    });
  }

  it('lose nothing of what waits when the daemon is replaced in place', async () => {
    configure(HALVES, { line_timeout: '1m' });
    const daemon = await bench.serve();
    await waitFor(() => bench.log('talker') === 'unfinished');
    const { pid } = await daemon.client.processes.get('talker');
    daemon.signal('SIGUSR2');
    // The half of a line goes out with the old image, whatever it was told to wait for.
    await waitFor(() => syslog.messages().at(-1)?.endsWith(' - unfinished'), { what: 'the end of the sinks of the old image' });
    await waitFor(() => daemon.client.daemon.ready().catch(() => false));
    process.kill(pid ?? 0, 'SIGHUP');
    await waitFor(() => syslog.messages().at(-1)?.endsWith('  business'), { what: 'what comes after it' });
    await waitFor(() => bench.log('talker') === 'unfinished business\n');
    expect(daemon.output()).toMatch(/^talker \| unfinished$[^]*^talker \|  business$/m);
    const metrics = await daemon.client.daemon.metrics();
    expect(metrics).toMatch(/provisr_process_log_dropped_bytes_total\{name="talker",stream="stdout"\} 0/);
  });

  it('harm nobody while nobody reads the standard output of the daemon', async () => {
    configure(FLOOD);
    const fifo = join(bench.directory.path, 'stdout');
    await ensureFifos([fifo]);
    // Open for reading as well, so that it is a pipe nobody empties and not one nobody has.
    const stuck = openSync(fifo, constants.O_RDWR);
    const child = spawn(process.execPath, [BUILT_BIN, 'serve', '--config', bench.configFile], {
      env: { ...builtEnvironment(), ...bench.env },
      stdio: ['ignore', stuck, 'ignore', 'ipc'],
    });
    closeSync(stuck);
    const [ready] = (await once(child, 'message')) as [{ readonly urls: readonly string[] }];
    const client = createClient({ baseUrl: ready.urls[0] ?? '' });
    const dropped = async (): Promise<number> => {
      const found = /provisr_process_log_dropped_bytes_total\{name="talker",stream="stdout"\} (\d+)/.exec(await client.daemon.metrics());
      return Number(found?.[1] ?? 0);
    };
    await waitFor(async () => (await dropped()) > 1024 ** 2, { what: 'lines that found no room' });
    const before = bench.log('talker').length;
    await waitFor(() => bench.log('talker').length > before + 1024 ** 2, { what: 'a log file that goes on' });
    expect((await client.processes.get('talker')).state).toBe('running');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });

  it('keep order, and lose at most what was under way, when the daemon is killed', async () => {
    configure(FLOOD);
    let daemon: DaemonProcess = await bench.serve();
    const numbers = (lines: readonly string[]): number[] =>
      lines.flatMap((line) => /(?:^|[ "])(\d+) x{100}"?/.exec(line)?.[1] ?? []).map(Number);
    for (let kill = 0; kill < 3; kill += 1) {
      const before = syslog.messages().length;
      await waitFor(() => syslog.messages().length > before + 1000, { what: 'more messages' });
      await daemon.kill();
      daemon = await bench.serve();
    }
    await daemon.client.processes.stop({ name: 'talker' });
    const stored = numbers(bench.log('talker').split('\n'));
    await waitFor(() => numbers(syslog.messages()).at(-1) === stored.at(-1), { what: 'the last line' });
    const sent = numbers(syslog.messages());
    // Nothing twice, nothing out of order.
    for (const seen of [stored, sent]) expect(seen.every((number, index) => index === 0 || number > (seen[index - 1] ?? 0))).toBe(true);
    expect(stored.length).toBeGreaterThan(3000);
    // For each kill one read of 64 KiB at most was between the FIFO and the file; a receiver elsewhere misses what waited for it, too.
    expect((stored.at(-1) ?? 0) - stored.length).toBeLessThanOrEqual(3 * (65_536 / 100));
    const objects = readFileSync(join(bench.directory.path, 'lines.jsonl'), 'utf8').trimEnd().split('\n');
    const messages = objects.map((object) => (JSON.parse(object) as { message: string }).message);
    expect(numbers(messages)).toEqual(numbers(messages).toSorted((left, right) => left - right));
  });
});
