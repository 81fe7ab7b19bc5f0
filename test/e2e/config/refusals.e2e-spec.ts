import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CliResult, DaemonBench } from '#testing';

const GOOD_PROCESS = `[[processes]]
type = "process"
[processes.spec]
name = "newcomer"
command = "sleep 100000"
`;
const SERVER = '[server]\nlisten = "127.0.0.1:0"\n';

/** Exit codes of the contract. */
const CONFLICT = 5;
const INVALID_CONFIG = 7;

interface Refusal {
  readonly title: string;
  readonly toml: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What the message must hold. */
  readonly says: readonly RegExp[];
}

const refusals: readonly Refusal[] = [
  { title: 'no TOML', toml: `${SERVER}[[processes]\n`, says: [/config\.toml:3/] },
  {
    title: 'many mistakes at once, each with its place and the key that was meant',
    toml: `${SERVER}listn = "x"\n${GOOD_PROCESS}stop_timeout = "soon"\ninstances = 0\ncomand = "x"\n\n[[processes]]\n[processes.spec]\nname = "newcomer"\nargs = []\n\n[[groups]]\nname = "all"\nmembers = ["newcomers"]\n`,
    says: [
      /config\.toml:3.*unknown key.*"listn".*"listen"/,
      /config\.toml:9.*stop_timeout/,
      /config\.toml:10.*instances/,
      /config\.toml:11.*unknown key.*"comand".*"command"/,
      /config\.toml:16.*args/,
    ],
  },
  {
    title: 'an unknown member of a group',
    toml: `${SERVER}${GOOD_PROCESS}[[groups]]\nname = "all"\nmembers = ["newcomr"]\n`,
    says: [/config\.toml:10.*"newcomr".*did you mean "newcomer"/],
  },
  {
    title: 'one name twice, over two files, and a broken environment file',
    toml: `env_files = ["vars.env"]\n${SERVER}${GOOD_PROCESS}`,
    files: {
      'programs/again.yaml': 'type: process\nspec:\n  name: newcomer\n  command: sleep 1\n',
      'vars.env': 'GOOD=1\nthis is no assignment\n',
    },
    says: [/again\.yaml:3.*newcomer/, /config\.toml:7/, /vars\.env:2/],
  },
  {
    title: 'a broken file in the programs directory',
    toml: `${SERVER}${GOOD_PROCESS}`,
    files: { 'programs/bad.json': '{\n  "type": "process",\n  "spec": { "name": "bad", "command": 5 }\n}\n' },
    says: [/bad\.json:3.*command/, /--skip-invalid/],
  },
];

describe('a configuration that is wrong', () => {
  const bench = new DaemonBench('refusals');
  let orphan: number;

  beforeAll(async () => {
    bench.configure({ processes: [{ name: 'orphan', command: 'sleep 100000', auto_restart: true }] });
    const daemon = await bench.serve();
    orphan = (await daemon.client.processes.get('orphan')).pid!;
    await daemon.kill();
  });
  afterAll(() => bench.close());

  const expectNothingTouched = (): void => {
    expect(bench.live()).toEqual([expect.objectContaining({ pid: orphan, process: 'orphan' })]);
    expect(
      readdirSync(join(bench.directory.path, 'run'))
        .filter((file) => file.endsWith('.pid'))
        .sort(),
    ).toEqual(['orphan.pid']);
  };
  const serve = async (toml: string, files: Refusal['files'] = {}, ...args: string[]): Promise<CliResult> => {
    for (const [name, text] of Object.entries(files)) bench.directory.write(name, text);
    onTestFinished(() => Object.keys(files).forEach((name) => rmSync(join(bench.directory.path, name))));
    return bench.cli(['serve', '--config', bench.directory.write('config.toml', toml), ...args]);
  };

  it.each(refusals)('is refused: $title; nothing is started and nothing stopped', async ({ toml, files, says }) => {
    const { code, stderr } = await serve(toml, files);
    for (const sentence of says) expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(INVALID_CONFIG);
    expectNothingTouched();
  });

  it('is refused when it is not there at all', async () => {
    const { code, stderr } = await bench.cli(['serve', '--config', 'nowhere.toml']);
    expect(code).toBe(INVALID_CONFIG);
    expect(stderr).toContain('nowhere.toml');
    expectNothingTouched();
  });

  it('is refused when its address is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void holder.close());
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const { code, stderr } = await serve(`[server]\nlisten = "127.0.0.1:${port}"\n${GOOD_PROCESS}`);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}.*\n?.*\\[server\\]\\.listen`));
    expectNothingTouched();
  });

  it('is served when its own processes are in order, without the bad files, only if that was asked for', async () => {
    bench.directory.write('programs/bad.json', '{');
    bench.directory.write('programs/good.json', JSON.stringify({ spec: { name: 'good', command: 'sleep 100000' } }));
    bench.configure({ processes: [{ name: 'orphan', command: 'sleep 100000', auto_restart: true }] });
    const daemon = await bench.serve({ args: ['--skip-invalid'] });
    expect((await daemon.client.processes.list()).map(({ name, running, pid }) => [name, running, name === 'orphan' ? pid : 0])).toEqual([
      ['good', true, 0],
      ['orphan', true, orphan],
    ]);
    expect(daemon.output()).toContain('bad.json');
  });
});

describe('a second daemon', () => {
  it('is refused by the first one, which notices nothing', async () => {
    const bench = new DaemonBench('second');
    onTestFinished(() => bench.close());
    bench.configure({ processes: [{ name: 'steady', command: 'sleep 100000' }] });
    const daemon = await bench.serve();
    const before = await daemon.client.processes.get('steady');
    const { code, stderr } = await bench.cli(['serve', '--config', bench.configFile]);
    expect(code).toBe(CONFLICT);
    expect(stderr).toContain(String(daemon.pid));
    expect(await daemon.client.processes.get('steady')).toMatchObject({ pid: before.pid, started_at: before.started_at });
    expect(bench.copies('steady')).toEqual([before.pid]);
  });

  it('is refused by the PID file of [server] too, and may start when the first one is gone', async () => {
    const bench = new DaemonBench('second-pidfile');
    onTestFinished(() => bench.close());
    const server = { listen: '127.0.0.1:0', pidfile: 'daemon/own.pid' };
    const pidFile = join(bench.directory.path, 'daemon/own.pid');
    bench.configure({ server });
    const daemon = await bench.serve();
    expect(readFileSync(pidFile, 'utf8')).toBe(`${daemon.pid}\n`);
    bench.configure({ server, pid_dir: 'another-run' });
    const refused = await bench.cli(['serve', '--config', bench.configFile]);
    expect(refused.code).toBe(CONFLICT);
    expect(refused.stderr).toContain(pidFile);
    await daemon.kill();
    const next = await bench.serve();
    expect(readFileSync(pidFile, 'utf8')).toBe(`${next.pid}\n`);
    await next.stop();
    expect(existsSync(pidFile)).toBe(false);
  });
});
