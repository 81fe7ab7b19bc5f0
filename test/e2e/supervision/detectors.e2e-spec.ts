import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#client';
import type { StatusDto } from '#contract';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

describe('a program that goes into the background', () => {
  const bench = new DaemonBench('detectors');
  const ownPidFile = join(bench.directory.path, 'own.pid');
  const flag = join(bench.directory.path, 'flag');
  let daemon: DaemonProcess;
  let client: Client;
  let isWell = true;
  /** What the programs that are asked for over the network leave behind. */
  const service = createServer((_request, response) => response.writeHead(isWell ? 200 : 503).end('{"status":"ok"}'));
  const address = (): string => `127.0.0.1:${(service.address() as AddressInfo).port}`;

  const specs: readonly SpecInput[] = [
    {
      name: 'by-file',
      args: [program('daemonises.sh'), ownPidFile],
      detectors: [{ type: 'pidfile', path: ownPidFile }],
      auto_restart: true,
      restart_interval: '10ms',
      start_duration: '100ms',
    },
    {
      name: 'by-command',
      args: ['sh', '-c', ': >flag; exit 0'],
      work_dir: bench.directory.path,
      env: ['FLAG=flag'],
      detectors: [{ type: 'command', command: 'test -e "$FLAG"', interval: '100ms' }],
      auto_restart: true,
      restart_interval: '10ms',
    },
    {
      name: 'by-hanging-command',
      args: ['sh', '-c', 'echo began; exit 0'],
      detectors: [{ type: 'command', command: 'sleep 100000', interval: '100ms', timeout: '200ms' }],
    },
    { name: 'by-pid', command: 'sleep 100000', detectors: [{ type: 'pid' }] },
  ];
  const networked = (): readonly SpecInput[] => [
    { name: 'by-port', command: 'true', detectors: [{ type: 'tcp', port: (service.address() as AddressInfo).port, interval: '50ms' }] },
    {
      name: 'by-answer',
      command: 'true',
      detectors: [{ type: 'http', url: `http://${address()}/healthz`, status: 200, body_contains: '"ok"', interval: '50ms' }],
    },
  ];
  const written = (): number => Number(readFileSync(ownPidFile, 'utf8'));
  const found = (name: string, more: Partial<StatusDto> = {}): Promise<StatusDto> =>
    waitFor(
      async () => {
        const status = await client.processes.get(name);
        expect(status).toMatchObject({ running: true, state: 'running', ...more });
        return status;
      },
      { what: `${name} to be found alive` },
    );

  beforeAll(async () => {
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    bench.configure({ processes: [...specs, ...networked()] });
    daemon = await bench.serve();
    ({ client } = daemon);
  });
  afterAll(async () => {
    service.closeAllConnections();
    service.close();
    await bench.close();
  });

  it('is followed by the file it leaves its PID in', async () => {
    const status = await found('by-file', { detected_by: `pidfile:${ownPidFile}` });
    expect(status.pid).toBe(written());
    expect(readFileSync(bench.pidFile('by-file'), 'utf8').split('\n')[0]).toBe(String(written()));
  });

  it('is started again when it dies there', async () => {
    const first = written();
    process.kill(first, 'SIGKILL');
    await found('by-file', { restarts: 1 });
    await waitFor(() => written() !== first);
    await found('by-file', { pid: written() });
  });

  it('is followed by a command with its environment and its directory', async () => {
    await found('by-command', { detected_by: 'cmd:test -e "$FLAG"' });
    rmSync(flag);
    await found('by-command', { restarts: 1 });
    await waitFor(() => existsSync(flag), { what: 'the flag to be set again' });
  });

  it('counts as dead when its command hangs, and the command is killed', async () => {
    await waitFor(async () => (await client.processes.get('by-hanging-command')).state !== 'running');
    await waitFor(() => bench.members('by-hanging-command').length === 0, { what: 'the hanging command to be killed' });
  });

  it('is followed by the port it listens on, and by what it answers', async () => {
    await found('by-port', { detected_by: `tcp:${address()}` });
    await found('by-answer', { detected_by: `http:http://${address()}/healthz` });
    isWell = false;
    await waitFor(async () => (await client.processes.get('by-answer')).state === 'failed', { what: 'the answer to be the wrong one' });
    await found('by-port');
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
    await waitFor(async () => (await client.processes.get('by-port')).state === 'failed', { what: 'the port to be closed' });
  });

  it('is spoken for by its own PID without any of this', () => found('by-pid', { detected_by: 'exec:pid' }));

  it('is adopted by the next daemon with no second copy', async () => {
    const before = await found('by-file');
    const commands = await found('by-command');
    await daemon.kill();
    daemon = await bench.serve();
    ({ client } = daemon);
    await found('by-file', { pid: before.pid, adopted: true, restarts: before.restarts, started_at: before.started_at });
    expect(written()).toBe(before.pid);
    expect(bench.members('by-file')).toEqual([before.pid]);
    await found('by-command', { restarts: commands.restarts, adopted: true });
  });

  it('is ended by a stop', async () => {
    await client.processes.stop({ name: 'by-file' });
    expect(bench.members('by-file')).toEqual([]);
    expect(await client.processes.get('by-file')).toMatchObject({ running: false, state: 'stopped' });
    expect(existsSync(bench.pidFile('by-file'))).toBe(false);
  });
});
