import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusDto, UpgradeResultDto } from '#contract';
import { accountOfLines, type CliResult, DaemonBench, type DaemonProcess, printFigures, waitFor } from '#testing';
import { program } from '../program.js';
import { Load } from './load.js';
import { builtModule, otherProgram } from './other-program.js';

const UPGRADES = Number(process.env['PROVISR_UPGRADES'] ?? 3);
/** So many processes end around each upgrade, some of them while no image of the daemon is there. */
const ENDING = 40;

const bench = new DaemonBench('upgrade');
let daemon: DaemonProcess;
const inBench = (name: string): string => join(bench.directory.path, name);

beforeAll(async () => {
  const writers = ['one', 'two'].map((name) => ({
    name,
    args: [program('counts-lines.sh')],
    env: ['BATCH=50', 'PAUSE=0.005'],
    log: { dir: bench.logDir, max_size_mb: 100 },
  }));
  bench.configure({
    server: { listen: '127.0.0.1:0', socket: inBench('api.sock') },
    processes: [...writers, { name: 'still', command: 'sleep 600' }],
  });
  daemon = await bench.serve();
});

afterAll(async () => {
  await daemon?.stop();
  await bench.close();
});

function upgrade(...args: readonly string[]): Promise<CliResult> {
  return bench.cli(['upgrade', '--api-url', daemon.url, ...args]);
}

async function last(): Promise<UpgradeResultDto | null> {
  return (await daemon.client.daemon.upgradeState()).last;
}

async function pidsOf(...names: readonly string[]): Promise<readonly (number | null)[]> {
  return Promise.all(names.map(async (name) => (await daemon.client.processes.get(name)).pid));
}

/** Processes that end one after the other, each with its own exit code, in the time that an upgrade takes. */
async function startEnding(round: number): Promise<void> {
  const script = 'n=$((30 + PROVISR_INSTANCE * 5 / 2)); sleep "$((n / 100)).$(printf %02d $((n % 100)))"; exit "$PROVISR_INSTANCE"';
  await daemon.client.processes.launch({ name: `round${round}`, args: ['/bin/sh', '-c', script], instances: ENDING }, { waitMs: 0 });
}

/** What is known of their ends, when all have ended. */
async function endsOf(round: number): Promise<readonly unknown[]> {
  const ended = await waitFor(
    async () => {
      const statuses = (await daemon.client.processes.status({ base: `round${round}` })) as readonly StatusDto[];
      return statuses.every(({ state }) => state === 'stopped' || state === 'failed') && statuses;
    },
    { what: 'everything that ends to have ended' },
  );
  return ended.map((status) => status.exit_code ?? status.exit_error);
}

const EXACT_ENDS = Array.from({ length: ENDING }, (_, index) => index + 1);

describe('provisr upgrade', () => {
  it(`is not noticed by processes, clients or readers, ${UPGRADES} times in a row`, async () => {
    const { client } = daemon;
    const pids = await pidsOf('one', 'two', 'still');
    const loads = [new Load(`${daemon.url}/status?name=still`), new Load('http://localhost/api/processes', inBench('api.sock'))];
    const followed: string[] = [];
    const reading = new AbortController();
    const follower = (async () => {
      for await (const { line } of client.logs.follow('one', { stream: 'stdout', tail: 0, signal: reading.signal })) followed.push(line);
    })().catch((error: unknown) => void (reading.signal.aborted || followed.push(String(error))));
    await waitFor(() => followed.length > 0, { what: 'the follower to hear' });
    const took: number[] = [];
    for (let round = 1; round <= UPGRADES; round += 1) {
      await startEnding(round);
      const begun = performance.now();
      if (round === 1) {
        const before = await last();
        daemon.signal('SIGUSR2');
        await waitFor(async () => (await last())?.id !== before?.id, { what: 'the upgrade that a signal asked for' });
      } else
        expect(await upgrade()).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/^upgraded .*, PID \d+, \d+ running processes carried on\n$/) as string,
        });
      took.push(performance.now() - begun);
      expect(await endsOf(round)).toEqual(EXACT_ENDS);
      await client.processes.unregister({ base: `round${round}` });
    }
    const accounts = await Promise.all(loads.map((load) => load.end()));
    expect(accounts.flatMap(({ failures }) => failures)).toEqual([]);
    expect(await pidsOf('one', 'two', 'still')).toEqual(pids);
    expect(await last()).toMatchObject({ result: 'upgraded', by_records: false });
    expect(await client.processes.get('one')).toMatchObject({ adopted: false, restarts: 0, state: 'running' });
    const heard = followed.length;
    await waitFor(() => followed.length > heard, { what: 'the follower to hear from the last daemon' });
    reading.abort();
    await follower;
    const numbers = followed.map((line) => Number(line.slice(5)));
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    const answered = accounts.reduce((sum, account) => sum + account.answered, 0);
    printFigures(
      `${UPGRADES} upgrades: ${answered} requests answered, 0 refused, ${UPGRADES * ENDING} exit codes exact, slowest ${Math.round(Math.max(...took))} ms`,
    );
  }, 600_000);

  it('leaves the old one alone when the new one cannot even be loaded, and says why', async () => {
    const before = await last();
    const broken = otherProgram(bench.directory, 'broken', "throw new Error('broken on purpose');");
    const { code, stderr } = await upgrade('--program', broken);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('broken on purpose') as string });
    expect(await last()).toEqual(before);
  });

  it('leaves the old one alone when the configuration on disk is wrong', async () => {
    const { code, stderr } = await upgrade('--program', '/no/such/provisr.mjs');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('/no/such/provisr.mjs') as string });
  });

  it('comes back to the old one when the new one fails in the middle, with everything that was handed over', async () => {
    const pids = await pidsOf('one', 'two', 'still');
    const code = `import { ReceivedHandOver } from '${builtModule('src/handover/received-hand-over.js')}';
      ReceivedHandOver.prototype.descriptor = () => { throw new Error('late on purpose'); };`;
    const late = otherProgram(bench.directory, 'late', code);
    const load = new Load(`${daemon.url}/status?name=still`);
    await startEnding(100);
    expect(await upgrade('--program', late)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is back: late on purpose/) as string,
    });
    expect(await last()).toMatchObject({ result: 'came-back', reason: 'late on purpose', by_records: false });
    expect(await endsOf(100)).toEqual(EXACT_ENDS);
    expect((await load.end()).failures).toEqual([]);
    expect(await pidsOf('one', 'two', 'still')).toEqual(pids);
  });

  it('adopts by the records when the new one does not understand the states', async () => {
    const pids = await pidsOf('one', 'two', 'still');
    const code = `const { parse } = JSON;
      JSON.parse = (text, revive) => {
        const value = parse(text, revive);
        return value?.state?.version === undefined ? value : { ...value, state: { ...value.state, version: 999 } };
      };`;
    const other = otherProgram(bench.directory, 'other', code);
    const load = new Load(`${daemon.url}/status?name=still`);
    expect(await upgrade('--program', other)).toMatchObject({ code: 0, stdout: expect.stringContaining('were adopted') as string });
    expect((await load.end()).failures).toEqual([]);
    expect(await pidsOf('one', 'two', 'still')).toEqual(pids);
    expect(await daemon.client.processes.get('still')).toMatchObject({ adopted: true, restarts: 0 });
    process.kill(pids[2]!, 'SIGKILL');
    await waitFor(async () => (await daemon.client.processes.get('still')).exit_signal === 'SIGKILL', {
      what: 'the exact end of an adopted child',
    });
  });

  it('has lost no line, and nothing has run twice', async () => {
    expect(bench.copies('one')).toHaveLength(1);
    await Promise.all(['one', 'two'].map((name) => daemon.client.processes.stop({ name })));
    expect(await daemon.stop()).toBe(0);
    for (const name of ['one', 'two']) {
      const lines = bench.log(name).split('\n').slice(0, -1);
      const account = accountOfLines(lines);
      printFigures(`${name}: ${account.written} lines written, ${account.missing} missing, ${account.doubled} doubled`);
      expect(account).toMatchObject({ missing: 0, doubled: 0, disordered: 0, garbled: [`last ${account.written}`] });
    }
  });
});
