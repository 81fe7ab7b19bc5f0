import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createClient, type EventMessage } from '#client';
import { accountOfLines, cuttingProxy, DaemonBench, type DaemonProcess, printFigures, waitFor } from '#testing';
import { program } from '../program.js';
import { type OpenStream, openStream } from './open-stream.js';
import { runningCli } from './running-cli.js';

const bench = new DaemonBench('followed-logs');
let daemon: DaemonProcess;

const SPEAKER = 'printf "one\\ntwo\\nthree\\n"; echo oops >&2; trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.02; done';

beforeAll(async () => {
  bench.configure({
    processes: [
      { name: 'counter', args: [program('counts-lines.sh')], env: ['BATCH=20', 'PAUSE=0.01'] },
      { name: 'speaker', args: ['/bin/sh', '-c', SPEAKER] },
      { name: 'pair', command: 'sleep 600', instances: 2 },
    ],
  });
  daemon = await bench.serve();
  await waitFor(() => bench.log('speaker').endsWith('ready\n') && bench.log('speaker', 'stderr') !== '');
});

afterAll(async () => {
  await daemon?.stop();
  await bench.close();
});

async function followed(path: string): Promise<OpenStream> {
  const stream = await openStream(`${daemon.url}/processes/${path}`);
  onTestFinished(() => stream.leave());
  return stream;
}

/** Puts what a client follows into a list. */
async function collect(lines: AsyncIterable<{ line: string }>, into: string[]): Promise<void> {
  for await (const { line } of lines) into.push(line);
}

describe('GET /processes/{name}/logs?follow=true', () => {
  it('begins with the last lines, each chunk with its stream and, at a line of a file, its place', async () => {
    const stream = await followed('speaker/logs?follow=true&tail=2');
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await Promise.all([
      stream.until('"lines":["three","ready"]'),
      stream.until('"lines":["oops"]'),
      stream.until(/^id: o[\w.]+-e[\w.]+$/m),
    ]);
    expect(stream.text()).toMatch(/data: {"stream":"stdout","lines":\["three","ready"\]}\n\n/);
    const stderr = await followed('speaker/logs?follow=1&stream=stderr&tail=0');
    await stderr.until(/^id: e[\w.]+\n/m);
    expect(stderr.text()).not.toContain('oops');
  });

  it('goes on after an id', async () => {
    const first = await followed('speaker/logs?follow=true&stream=stdout&tail=0');
    await first.until(/^id: (.*)\n/m);
    const id = /^id: (.*)\n/m.exec(first.text())![1]!;
    await daemon.client.processes.restart({ name: 'speaker' });
    const second = await openStream(`${daemon.url}/processes/speaker/logs?follow=true&stream=stdout`, { 'last-event-id': id });
    onTestFinished(() => second.leave());
    await Promise.all([first.until('"ready"'), second.until('"ready"')]);
    const linesOf = (stream: OpenStream): string => [...stream.text().matchAll(/"lines":\[(.*)\]/g)].map(([, lines]) => lines).join(',');
    expect(linesOf(first)).toBe('"bye","one","two","three","ready"');
    expect(linesOf(second)).toBe(linesOf(first));
  });

  it('refuses what is not there', async () => {
    const { client } = daemon;
    const first = (name: string, options = {}): Promise<unknown> => client.logs.follow(name, options).next();
    await expect(first('nobody')).rejects.toMatchObject({ code: 'PROVISR_PROCESS_NOT_FOUND' });
    await expect(first('pair')).rejects.toMatchObject({ code: 'PROVISR_PROCESS_NOT_FOUND', hint: 'name one of them, e.g. pair-1' });
    await expect(first('speaker', { since: 'yesterday' })).rejects.toMatchObject({ code: 'PROVISR_REQUEST_INVALID' });
  });

  it('gives long and unfinished lines as they are, and the last words of a process that is removed, and ends', async () => {
    const { client } = daemon;
    const script = `head -c 100000 /dev/zero | tr '\\0' 'x'; printf 'ä€😀\\nno end'; ${SPEAKER}`;
    await client.processes.launch({ name: 'brief', args: ['/bin/sh', '-c', script] });
    let text = '';
    const following = (async () => {
      for await (const { line, partial } of client.logs.follow('brief', { stream: 'stdout' })) text += partial ? line : `${line}\n`;
    })();
    await waitFor(() => text.endsWith('ready\n'));
    await client.processes.unregister({ name: 'brief' });
    await following;
    expect(text).toBe(`${'x'.repeat(100_000)}ä€😀\nno endone\ntwo\nthree\nready\nbye\n`);
  });
});

describe('provisr', () => {
  it('logs -f prints as it comes and ends with Ctrl-C, exit code 0', async () => {
    const cli = runningCli(['logs', '-f', '--name', 'speaker', '-n', '1', '--stdout', '--api-url', daemon.url]);
    onTestFinished(() => cli.kill());
    await waitFor(() => cli.stdout() === 'ready\n');
    await daemon.client.processes.restart({ name: 'speaker' });
    await waitFor(() => cli.stdout() === 'ready\nbye\none\ntwo\nthree\nready\n');
    cli.signal('SIGINT');
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(cli.stderr()).toBe('');
  });

  it('status --watch shows a change when it happens and ends with Ctrl-C, exit code 0', async () => {
    const cli = runningCli(['status', '--watch', '--name', 'speaker', '-o', 'json', '--api-url', daemon.url]);
    onTestFinished(() => cli.kill());
    const pids = (): number[] => [...cli.stdout().matchAll(/"running":true,"pid":(\d+)/g)].map(([, pid]) => Number(pid));
    const pid = async (): Promise<number | null> => (await daemon.client.processes.get('speaker')).pid;
    const before = await pid();
    await waitFor(() => pids().at(-1) === before);
    const framesBefore = pids().length;
    const restartedAtMs = performance.now();
    await daemon.client.processes.restart({ name: 'speaker' });
    const after = await pid();
    await waitFor(() => pids().at(-1) === after);
    printFigures(`a restart was shown ${Math.round(performance.now() - restartedAtMs)} ms after it was asked for`);
    // Shown because it changed, not because time went by.
    expect(framesBefore).toBe(1);
    cli.signal('SIGINT');
    expect(await cli.ended).toEqual({ code: 0, signal: null });
  });
});

// Last: it changes the daemon.
describe('following over broken connections and a killed daemon', () => {
  it('gives each line once, to the client and on the command line, and the events of both daemons without a gap', async () => {
    const proxy = await cuttingProxy(daemon.url);
    onTestFinished(() => proxy.close());
    const baseUrl = `${proxy.origin}/api`;
    // A daemon on a busy machine takes its time to come back.
    const reconnectMs = 60_000;
    const controller = new AbortController();
    const lines: string[] = [];
    const options = { stream: 'stdout' as const, tail: 100_000, signal: controller.signal, reconnectMs };
    const following = collect(createClient({ baseUrl }).logs.follow('counter', options), lines).catch(() => undefined);
    const messages: EventMessage[] = [];
    const listening = (async () => {
      for await (const message of createClient({ baseUrl }).events.follow({ reconnectMs })) messages.push(message);
    })();
    const cli = runningCli(['logs', '-f', '--name', 'counter', '-n', '100000', '--stdout', '--api-url', baseUrl]);
    onTestFinished(() => cli.kill());
    const grows = async (): Promise<void> => {
      const [soFar, printed] = [lines.length, cli.stdout().length];
      await waitFor(() => lines.length > soFar && cli.stdout().length > printed, { what: 'further lines' });
    };
    await grows();
    for (let cuts = 0; cuts < 5; cuts += 1) {
      proxy.cut();
      await grows();
    }
    await daemon.kill();
    daemon = await bench.serve();
    proxy.forwardTo(daemon.url);
    await grows();
    await daemon.client.processes.stop({ name: 'counter' });
    const isWhole = (last: string | undefined): boolean => last?.startsWith('last ') === true;
    await waitFor(() => isWhole(lines.at(-1)) && isWhole(cli.stdout().trimEnd().split('\n').at(-1)), { what: 'the last line' });
    controller.abort();
    await following;
    cli.signal('SIGINT');
    expect((await cli.ended).code).toBe(0);
    const second = (): number => messages.findIndex(({ event }) => event.type === 'daemon.started');
    await waitFor(() => second() >= 0, { what: 'the first event of the second daemon' });
    expect(await daemon.stop()).toBe(0);
    await listening;

    const after = messages.slice(second() + 1).map(({ event }) => event.type);
    expect(after[0]).toBe('process.added');
    expect(after).toEqual(expect.arrayContaining(['process.adopted', 'process.stopped']));
    expect(messages.filter(({ event }) => event.type === 'gap')).toEqual([]);

    const stored = bench.log('counter').trimEnd().split('\n');
    const { written, missing, doubled, disordered } = accountOfLines(stored.slice(0, -1));
    printFigures(`${written} lines, ${missing} missing, ${doubled} doubled on disk; 5 cuts and a kill -9 on the way to their readers`);
    expect({ doubled, disordered }).toEqual({ doubled: 0, disordered: 0 });
    expect(lines).toEqual(stored);
    expect(cli.stdout().trimEnd().split('\n')).toEqual(stored);
  });
});
