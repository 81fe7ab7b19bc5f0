import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, runCli, waitFor } from '#testing';
import { HAS_SCRIPT, inTerminal, type TerminalRun } from './terminal.js';

const ALTERNATE_SCREEN = '\u001B[?1049h';
const PRIMARY_SCREEN = '\u001B[?1049l';
const SHOW_CURSOR = '\u001B[?25h';
const [BOLD, INVERSE, GREEN] = ['\u001B[1m', '\u001B[7m', '\u001B[32m'];
const LONGEST_MS = 60_000;

const bench = new DaemonBench('top');
let daemon: DaemonProcess;
let terminal: TerminalRun | null = null;

beforeAll(async () => {
  bench.configure({
    server: { listen: 'none', socket: 'provisr.sock' },
    processes: [
      { name: 'alpha', command: "sh -c 'echo first words of alpha; exec sleep 600'" },
      { name: 'beta', command: "sh -c 'echo first words of beta; exec sleep 600'" },
      { name: 'gamma', command: 'sleep 600' },
    ],
  });
  daemon = await bench.serve();
});

afterEach(async () => {
  await terminal?.kill();
  terminal = null;
});

afterAll(async () => {
  await daemon?.stop();
  await bench.close();
});

function open(env: Readonly<Record<string, string>> = {}): TerminalRun {
  terminal = inTerminal(['top', '--api-url', daemon.url], env);
  return terminal;
}

const shows = (top: TerminalRun, text: string | RegExp): Promise<unknown> =>
  waitFor(() => (typeof text === 'string' ? top.shown().includes(text) : text.test(top.shown())), { what: `${text} on the screen` });
const pidOf = async (name: string): Promise<number | null> => (await daemon.client.processes.get(name)).pid;

/** The terminal is as it was: its own screen, its cursor; nothing is written after that. */
function expectGivenBack(top: TerminalRun): void {
  const end = top.raw().slice(top.raw().lastIndexOf(PRIMARY_SCREEN));
  expect(top.raw()).toContain(ALTERNATE_SCREEN);
  expect(end.startsWith(PRIMARY_SCREEN)).toBe(true);
  expect(top.raw().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(top.raw().lastIndexOf('\u001B[?25l'));
}

describe.skipIf(!HAS_SCRIPT)('provisr top in a terminal (needs script of util-linux)', { timeout: LONGEST_MS }, () => {
  it('shows processes and their logs, restarts, stops and starts by key, and gives the terminal back', async () => {
    const [alpha, beta] = [await pidOf('alpha'), await pidOf('beta')];
    const top = open();
    await shows(top, new RegExp(`alpha +running +${alpha}`));
    await shows(top, `ready  pid ${daemon.pid}`);
    await shows(top, 'first words of alpha');
    top.type('\u001B[B');
    await shows(top, 'first words of beta');

    top.type('r');
    await shows(top, 'restart beta? y = yes');
    expect(await pidOf('beta')).toBe(beta);
    top.type('y');
    await shows(top, 'beta restarted');
    expect(await pidOf('beta')).not.toBe(beta);

    top.type('xy');
    await waitFor(async () => (await daemon.client.processes.get('beta')).state === 'stopped');
    await shows(top, 'beta stopped');
    top.type('s');
    await waitFor(async () => (await daemon.client.processes.get('beta')).state === 'running');
    expect(await pidOf('alpha')).toBe(alpha);

    top.forget();
    top.type('/gam\r');
    await shows(top, 'filter: gam');
    top.type('q');
    expect(await top.ended).toBe(0);
    expectGivenBack(top);
    for (const style of [BOLD, INVERSE, GREEN]) expect(top.raw()).not.toContain(style);
  });

  it('goes on when the daemon was killed and another one has taken over, and says so', async () => {
    const alpha = await pidOf('alpha');
    const top = open({ NO_COLOR: '' });
    await shows(top, /alpha +running/);
    for (const style of [BOLD, INVERSE, GREEN]) expect(top.raw()).toContain(style);
    await daemon.kill();
    await shows(top, 'no connection for');
    await shows(top, 'looking for the daemon');
    top.forget();
    daemon = await bench.serve();
    await shows(top, `pid ${daemon.pid}`);
    expect(await pidOf('alpha')).toBe(alpha);
    top.type('\u0003');
    expect(await top.ended).toBe(0);
    expectGivenBack(top);
  });

  it('gives the terminal back when it is told to end', async () => {
    const top = open();
    await shows(top, /alpha +running/);
    top.signal('SIGTERM');
    expect(await top.ended).toBe(143);
    expectGivenBack(top);
  });
});

it('needs a terminal, and says what else there is', async () => {
  const { code, stdout, stderr } = await runCli(['top', '--api-url', daemon.url]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    "error: top needs a terminal, and standard output is none\nhint: 'provisr status' prints the same once, 'provisr status --watch' at each change\n",
  );
});
