import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProvisrError, type ProvisrError } from '#core';
import type { ConfigProblem } from '#contract';
import { formatConfigProblem } from './config-error.js';
import { loadConfig, type LoadOptions } from './load-config.js';
import type { DaemonConfig } from './daemon-config.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provisr-config-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
}

async function load(files: Readonly<Record<string, string>>, options: LoadOptions = {}): Promise<DaemonConfig> {
  await write(files);
  return loadConfig(join(directory, Object.keys(files)[0] ?? ''), { env: { PATH: '/bin', HOME: '/home/me' }, ...options });
}

async function failure(files: Readonly<Record<string, string>>, options: LoadOptions = {}): Promise<ProvisrError> {
  try {
    await load(files, options);
  } catch (error) {
    if (isProvisrError(error)) return error;
    throw error;
  }
  throw new Error('expected the load to fail');
}

/** The problems as people read them, relative to the directory of the test. */
async function problems(files: Readonly<Record<string, string>>, options: LoadOptions = {}): Promise<string[]> {
  const error = await failure(files, options);
  expect(error.code).toBe('PROVISR_CONFIG_INVALID');
  return ((error.details?.['errors'] ?? []) as ConfigProblem[]).map((problem) =>
    formatConfigProblem(problem, directory).replaceAll(`${directory}/`, ''),
  );
}

const program = (name: string, more = ''): string => `type = "process"\n[spec]\nname = "${name}"\ncommand = "sleep 1"\n${more}`;
const inline = (name: string, more = ''): string =>
  `[[processes]]\ntype = "process"\n[processes.spec]\nname = "${name}"\ncommand = "sleep 1"\n${more}\n`;

describe('loadConfig', () => {
  it('gives an empty file its defaults', async () => {
    const config = await load({ 'config.toml': '' });
    expect(config).toMatchObject({
      file: join(directory, 'config.toml'),
      programsDirectory: join(directory, 'programs'),
      pidDir: join(directory, 'run'),
      server: { enabled: true, listen: { host: '127.0.0.1', port: 8080 }, basePath: '/api', socket: null, tls: null, auth: null },
      metrics: { enabled: true, listen: null },
      programs: [],
      groups: [],
      warnings: [],
    });
    expect(Object.isFrozen(config.server)).toBe(true);
  });

  it('reads the main file and the programs directory in all formats', async () => {
    const config = await load({
      'config.toml': `programs_directory = "progs"\n[log]\ndir = "logs"\n${inline('web', 'priority = 10\nwork_dir = "sub"')}[[groups]]\nname = "all"\nmembers = ["web", "api", "db", "mq"]`,
      'progs/api.yaml': 'type: process\nspec:\n  name: api\n  args: [node, server.mjs]\n  env: {PORT: 1}\n',
      'progs/db.json':
        '{"type":"process","spec":{"name":"db","command":"sleep 1","stop_timeout":2000000000,"log":{"file":{"dir":"dblogs","maxSizeMB":1}}}}',
      'progs/mq.yml': 'spec:\n  name: mq\n  command: sleep 1\n',
      'progs/notes.txt': 'ignored',
      'progs/.hidden.toml': '= ignored',
    });
    const byName = Object.fromEntries(config.programs.map((item) => [item.spec.name, item]));
    expect(Object.keys(byName)).toEqual(['web', 'api', 'db', 'mq']);
    expect(byName['web']).toMatchObject({ origin: 'config', source: config.file, spec: { priority: 10, workDir: join(directory, 'sub') } });
    expect(byName['web']?.spec.log.stdoutPath).toBe(join(directory, 'logs/web.stdout.log'));
    expect(byName['api']).toMatchObject({ origin: 'registered', spec: { argv: ['node', 'server.mjs'], env: { PORT: '1' } } });
    expect(byName['db']?.spec).toMatchObject({
      stopTimeoutMs: 2000,
      log: { stdoutPath: join(directory, 'progs/dblogs/db.stdout.log'), maxSizeBytes: 2 ** 20 },
    });
    expect(byName['db']?.spec.pidFile).toBe(join(directory, 'run/db.pid'));
    expect(config.groups).toEqual([{ name: 'all', members: ['web', 'api', 'db', 'mq'] }]);
  });

  it('places what is wrong with a detector where it is written, and finds its files beside the file', async () => {
    const probe = (lines: string): string => inline('web', `[[processes.spec.detectors]]\n${lines}`);
    expect(await problems({ 'config.toml': probe('type = "tcp"\nport = 70000\nhots = "x"') })).toEqual([
      'config.toml:8:1: processes.0.spec.detectors.0.port: must not be greater than 65535',
      'config.toml:9:1: unknown key "hots" (did you mean "host"?)',
    ]);
    expect(await problems({ 'config.toml': probe('type = "http"\nurl = "https://x"\nstatus = 20\ninsecure = "yes"') })).toEqual([
      'config.toml:9:1: processes.0.spec.detectors.0.status: must be a status code such as 200, a range such as "200-299", or a list of both',
      'config.toml:10:1: processes.0.spec.detectors.0.insecure: must be a boolean value',
    ]);
    expect(await problems({ 'config.toml': probe('type = "http"\nurl = "http://x"\ninsecure = true') })).toEqual([
      'config.toml:9:1: processes.0.spec.detectors.0.insecure: is of no use for an http: address',
    ]);
    const { programs } = await load({ 'config.toml': probe('type = "http"\nurl = "https://x"\nca = "ca.pem"\ntimeout = "1s"') });
    expect(programs[0]?.spec.detectors).toEqual([
      { type: 'http', options: { url: 'https://x', ca: join(directory, 'ca.pem'), timeoutMs: 1_000 } },
    ]);
  });

  it('reports all problems of all files at once, each with its place', async () => {
    const found = await problems({
      'config.toml': `[server]\nlisten = "nowhere"\nbase_pth = "/api"\n\n${inline('web', 'prioritty = 1\nstop_timeout = "soon"')}[[groups]]\nname = "g"\nmembers = []\n`,
      'programs/a.yaml': 'type: process\nspec:\n  name: a\n  command: x\n  instances: 1001\n  args: [y]\n',
      'programs/b.json': '{\n  "type": "process",\n  "spec": { "name": "b c", "command": "x" }\n}',
      'programs/c.toml': 'type = "process"\n[spec\n',
      'programs/d.yaml': 'a: [\n',
      'programs/e.json': '{"a": tru}',
    });
    expect(found).toMatchInlineSnapshot(`
      [
        "config.toml:2:1: server.listen: must be an address such as "127.0.0.1:8080", "[::1]:8080" or ":8080" (every interface)",
        "config.toml:3:1: unknown key "base_pth" (did you mean "base_path"?)",
        "config.toml:10:1: unknown key "prioritty" (did you mean "priority"?)",
        "config.toml:11:1: processes.0.spec.stop_timeout: must be a duration such as "500ms", "10s" or "1h30m" (a bare integer is nanoseconds)",
        "config.toml:14:1: groups.0.members: must name at least one process",
        "programs/a.yaml:5:3: spec.instances: must not be greater than 1000",
        "programs/b.json:3:13: spec.name: may hold only letters, digits, ".", "_" and "-"",
        "programs/c.toml:2:6: not valid TOML: illegal character in key",
        "programs/d.yaml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
        "programs/e.json:1:10: not valid JSON: Unexpected token '}'",
      ]
    `);
  });

  it('says which keys there are when none is near', async () => {
    const [found] = await problems({ 'config.toml': '[metrics]\nxyzzyplugh = 1\n' });
    expect(found).toBe('config.toml:2:1: unknown key "xyzzyplugh" (known keys: enabled, listen)');
  });

  it('renames old keys with one warning each', async () => {
    const config = await load({
      'config.toml': `[daemon]\npid_file = "d.pid"\nlog_file = "d.log"\n[server]\ntls_min_version = "1.3"\n[server.tls]\nenabled = true\ndir = "tls"\n${inline('web', 'retries = 3\nstartsecs = "1s"\nautorestart = true\nworkdir = "."\npidfile = "w.pid"')}`,
    });
    expect(config.warnings.map((warning) => formatConfigProblem(warning, directory))).toMatchInlineSnapshot(`
      [
        "config.toml:2:1: daemon.pid_file: "pid_file" in [daemon] is old; write "pidfile" in [server]",
        "config.toml:3:1: daemon.log_file: "log_file" in [daemon] is old; write "logfile" in [server]",
        "config.toml:5:1: server.tls_min_version: "tls_min_version" in [server] is old; write "min_version" in [server.tls]",
        "config.toml:14:1: processes.0.spec.retries: "retries" is an old name; write "retry_count"",
        "config.toml:15:1: processes.0.spec.startsecs: "startsecs" is an old name; write "start_duration"",
        "config.toml:16:1: processes.0.spec.autorestart: "autorestart" is an old name; write "auto_restart"",
        "config.toml:17:1: processes.0.spec.workdir: "workdir" is an old name; write "work_dir"",
        "config.toml:18:1: processes.0.spec.pidfile: "pidfile" is an old name; write "pid_file"",
      ]
    `);
    expect(config.server).toMatchObject({
      pidFile: join(directory, 'd.pid'),
      logFile: join(directory, 'd.log'),
      tls: { minVersion: 'TLSv1.3' },
    });
    expect(config.programs[0]?.spec).toMatchObject({
      retryCount: 3,
      startDurationMs: 1000,
      autoRestart: 'always',
      workDir: directory,
      pidFile: join(directory, 'w.pid'),
    });
  });

  it('refuses an old name beside the present one', async () => {
    expect(await problems({ 'config.toml': inline('web', 'retries = 3\nretry_count = 1') })).toEqual([
      'config.toml:6:1: processes.0.spec.retries: is the old name of "retry_count", which is set too',
    ]);
  });

  it('names both places of a duplicate name, and of a collision with an instance', async () => {
    expect(
      await problems({
        'config.toml': `${inline('web', 'instances = 2')}${inline('job')}`,
        'programs/x.toml': program('web-1'),
        'programs/y.json': '{"spec":{"name":"job","command":"x"}}',
      }),
    ).toMatchInlineSnapshot(`
      [
        "programs/x.toml:3:1: spec.name: instance name "web-1" of "web" is also the name of "web-1"",
        "programs/y.json:1:10: spec.name: "job" is defined twice (the other one is in config.toml:10)",
      ]
    `);
  });

  it('refuses a file that two would write', async () => {
    expect(
      await problems({
        'config.toml': `${inline('a', 'pid_file = "x.pid"\n[processes.spec.log]\nstdout = "out.log"')}${inline('b', 'pid_file = "x.pid"')}${inline('c', '[processes.spec.log]\nstdout = "out.log"')}`,
      }),
    ).toMatchInlineSnapshot(`
      [
        "config.toml:14:1: processes.1.spec.pid_file: x.pid is written by "a" already",
        "config.toml:21:1: processes.2.spec.log.stdout: out.log is written by "a" already",
      ]
    `);
    expect(await problems({ 'config.toml': `[log]\nstdout = "all.log"\n${inline('a')}${inline('b')}` })).toMatchInlineSnapshot(`
      [
        "config.toml:2:1: log.stdout: 2 processes would write this one file (a, b) (use "dir", which gives each its own files)",
      ]
    `);
  });

  it('takes one process with a global file', async () => {
    const config = await load({ 'config.toml': `[log]\nstdout = "all.log"\nstderr = "all.log"\n${inline('a')}` });
    expect(config.programs[0]?.spec).toMatchObject({
      redirectStderr: true,
      log: { stdoutPath: join(directory, 'all.log'), stderrPath: null },
    });
  });

  it('reports an unknown member together with problems elsewhere, and none for a member with problems of its own', async () => {
    const config = `env_files = ["missing.env"]\n${inline('web', 'prioritty = 1')}[[groups]]\nname = "g"\nmembers = ["web", "wbe"]\n`;
    const found = (await problems({ 'config.toml': config })).join('\n');
    expect(found).toContain('there is no env file');
    expect(found).toContain('unknown key "prioritty"');
    expect(found).toContain('group "g" names "wbe", which is not defined (did you mean "web"?)');
    expect(found).not.toContain('names "web"');
  });

  it('checks groups', async () => {
    const config = `${inline('web', 'instances = 2')}${inline('api')}[[processes]]\ntype = "cron"\n[processes.spec]\nname = "job"\nschedule = "@hourly"\ncommand = "x"\n`;
    const groups = '[[groups]]\nname = "g"\nmembers = ["web-1", "apy", "job", "api", "api"]\n[[groups]]\nname = "g"\nmembers = ["web"]\n';
    expect(await problems({ 'config.toml': config + groups })).toMatchInlineSnapshot(`
      [
        "config.toml:21:12: groups.0.members.0: group "g" names "web-1", which is not defined (members are base names: "web")",
        "config.toml:21:21: groups.0.members.1: group "g" names "apy", which is not defined (did you mean "api"?)",
        "config.toml:21:28: groups.0.members.2: "job" is a cronjob; groups hold processes",
        "config.toml:21:42: groups.0.members.4: "api" is named twice in group "g"",
        "config.toml:23:1: groups.1.name: group "g" is defined twice",
      ]
    `);
  });

  it('layers and expands the environment', async () => {
    const config = await load(
      {
        'config.toml': `env_files = ["a.env", "b.env"]\nenv = ["C=env", "D=\${A}-\${NOPE}-$$\{A}", "PATH=/opt/bin:\${PATH}"]\n${inline('web', 'env = { D2 = "${D}", PATH = "/my:${PATH}", N = 1 }')}`,
        'a.env': '# comment\n\nexport A="one # two"\nB=a\nC=a\n',
        'b.env': "B='b b'\n",
      },
      { env: { PATH: '/bin', HOME: '/h', OSREF: 'x${A}', MONEY: 'a$$b' } },
    );
    expect(config.programs[0]?.spec.env).toEqual({
      A: 'one # two',
      B: 'b b',
      C: 'env',
      D: 'one # two-${NOPE}-${A}',
      D2: '${A}-${NOPE}-$${A}',
      N: '1',
      OSREF: 'xone # two',
      PATH: '/my:/opt/bin:/bin',
    });
    expect(config.programs[0]?.spec.inheritEnv).toBe('all');
  });

  it('gives children only six variables when they shall not see all', async () => {
    const config = await load(
      { 'config.toml': `use_os_env = false\nenv = { X = "\${SECRET}\${HOME}" }\n${inline('web')}` },
      { env: { HOME: '/h', SECRET: 's' } },
    );
    expect(config.programs[0]?.spec).toMatchObject({ env: { X: '${SECRET}/h' }, inheritEnv: 'minimal' });
  });

  it('names file and line of a bad env file', async () => {
    expect(await problems({ 'config.toml': 'env_files = [".env", "gone.env"]', '.env': 'A=1\nnot an assignment\n' })).toEqual([
      '.env:2:1: must be NAME=value',
      `config.toml:1:22: env_files.1: there is no env file at gone.env`,
    ]);
  });

  it.each([
    ['flat', 'command = "x"'],
    ['spec.spec', '[spec.spec]\nname = "inner"\ncommand = "x"'],
    ['spec.job_template', '[spec.job_template]\ncommand = "x"'],
  ])('reads a cronjob in the form %s', async (_form, body) => {
    const config = await load({
      'config.toml': '',
      'programs/job.toml': `type = "cronjob"\n[spec]\nname = "job"\nschedule = "@every 10s"\ntime_zone = "Europe/Berlin"\n${body}\n`,
    });
    expect(config.cronjobs[0]).toMatchObject({
      origin: 'registered',
      spec: {
        name: 'job',
        schedule: { kind: 'every', intervalMs: 10_000 },
        timeZone: 'Europe/Berlin',
        concurrencyPolicy: 'Forbid',
        process: { argv: ['x'] },
      },
    });
    expect(config.programs).toEqual([]);
  });

  it('refuses cronjobs that make no sense', async () => {
    const job = (name: string, more: string): string => `type = "cronjob"\n[spec]\nname = "${name}"\n${more}\n`;
    const found = await problems({
      'config.toml': '',
      'programs/a.toml': job('a', 'command = "x"\nschedule = "61 * * * *"'),
      'programs/b.toml': job('b', 'command = "x"\nschedule = "soon"\nauto_restart = true\ninstances = 2'),
      'programs/c.toml': job('c', 'command = "x"\nschedule = "@every 0s"\ntime_zone = "Mars/Olympus"'),
      'programs/d.toml': job('d', 'schedule = "@hourly"\n[spec.job_template]\nretriez = 1'),
    });
    expect(found).toMatchInlineSnapshot(`
      [
        "programs/a.toml:5:1: spec.schedule: is not a cron expression: Field value (61) is out of range",
        "programs/b.toml:5:1: spec.schedule: must have 5 fields, or 6 with seconds first, not 1; or be such as "@every 10s"",
        "programs/b.toml:6:1: spec.auto_restart: must not be set in a cronjob: its schedule decides when it runs again",
        "programs/b.toml:7:1: spec.instances: must not be more than 1 in a cronjob (concurrency_policy = "Allow" lets runs overlap)",
        "programs/c.toml:6:1: spec.time_zone: unknown time zone "Mars/Olympus"; use a name such as "Europe/Berlin" or "UTC"",
        "programs/d.toml:6:1: unknown key "retriez" (did you mean "retry_count"?)",
      ]
    `);
  });

  it('explains the form before type and spec', async () => {
    expect(await problems({ 'config.toml': '', 'programs/a.json': '{"name":"a","command":"x"}' })).toEqual([
      'programs/a.json: is a plain process specification (put its keys into a table "spec" beside type = "process")',
    ]);
  });

  it('needs exactly one of command and args', async () => {
    expect(
      await problems({
        'config.toml': '',
        'programs/a.toml': 'type = "process"\n[spec]\nname = "a"\n',
        'programs/b.toml': program('b', 'args = ["x"]'),
      }),
    ).toEqual([
      'programs/a.toml:2:1: spec: needs a "command", or "args"',
      'programs/b.toml:5:1: spec.args: give either "command" or "args", not both',
    ]);
  });

  it('checks the server settings', async () => {
    expect(
      await problems({
        'config.toml': `[server]\nsocket = "${'s'.repeat(120)}"\n[server.tls]\nenabled = true\ncert_file = "a"\nmin_version = "1.3"\nmax_version = "1.2"\n[server.auth]\nclients = { me = "king" }\n[[server.auth.tokens]]\nname = "t"\nhash = "secret"\nrole = "admin"\n`,
      }),
    ).toMatchInlineSnapshot(`
      [
        "config.toml:2:1: server.socket: is longer than the 103 bytes that a socket path may have: ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss",
        "config.toml:5:1: server.tls.cert_file: needs key_file too",
        "config.toml:6:1: server.tls.min_version: is higher than max_version",
        "config.toml:9:13: server.auth.clients.me: must be a role: viewer, operator, admin",
        "config.toml:9:1: server.auth.clients: needs client_ca_file in [server.tls]: without it no client shows a certificate",
        "config.toml:12:1: server.auth.tokens.0.hash: must be "sha256:" and 64 hexadecimal digits, as "provisr token create" prints it",
      ]
    `);
  });

  describe('with a bad file in the programs directory', () => {
    const files = {
      'config.toml': `${inline('web')}[[groups]]\nname = "g"\nmembers = ["web", "api"]`,
      'programs/api.toml': program('api'),
      'programs/db.toml': program('db'),
    };

    it('refuses a cold start, but for skipInvalid', async () => {
      const broken = { ...files, 'programs/api.toml': program('api', 'nonsense = 1') };
      expect((await problems(broken)).length).toBe(1);
      const config = await load(broken, { skipInvalid: true });
      expect(config.programs.map((item) => item.spec.name)).toEqual(['web', 'db']);
      expect(config.skipped).toMatchObject([{ file: join(directory, 'programs/api.toml'), kept: [] }]);
    });

    it('keeps the running version at a reload', async () => {
      const running = await load(files);
      const config = await load(
        { ...files, 'programs/api.toml': 'not = [toml', 'programs/db.toml': program('web') },
        { mode: 'reload', running },
      );
      expect(config.programs.map((item) => item.spec.name)).toEqual(['web', 'api', 'db']);
      expect(config.programs[1]).toBe(running.programs[1]);
      expect(config.skipped.map(({ file, kept }) => [file.slice(directory.length + 1), kept])).toEqual([
        ['programs/api.toml', ['api']],
        ['programs/db.toml', ['db']],
      ]);
    });

    it('refuses a reload of a bad main file', async () => {
      const running = await load(files);
      expect(await problems({ ...files, 'config.toml': 'programs_directory = 1' }, { mode: 'reload', running })).toEqual([
        'config.toml:1:1: programs_directory: must be a string',
      ]);
    });
  });

  it('says that there is no file', async () => {
    const error = await loadConfig(join(directory, 'none.toml')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'PROVISR_CONFIG_NOT_FOUND' });
  });

  it.each([
    ['config.ini', 'x', 'config.ini: must end in .toml, .yaml, .yml, .json'],
    ['config.json', '{"a": [1,]}', /^config.json:1:10: not valid JSON: Unexpected token/],
    ['config.json', '[]', 'config.json: must be a table of keys (a JSON object)'],
    ['config.yaml', 'a: &a [1]\nb: *a\n---\nc: 1\n', /not valid YAML/],
    ['config.yaml', 'server: 5\nlog: []\nprocesses: {}\n', /must be a table/],
    ['config.toml', 'processes = [[1]]', /must be a list of tables/],
    ['config.json', '{"__proto__": {"a": 1}}', /unknown key "__proto__"/],
    ['config.json', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, /nested more than 32/],
  ])('refuses %s holding %j', async (name, text, expected) => {
    const found = await problems({ [name]: text });
    expect(found.join('\n')).toMatch(expected);
  });

  it('maps the same input to the same programs', async () => {
    const files = {
      'config.yaml': 'env: {B: 1, A: 2}\nprocesses:\n  - spec: {name: web, command: "echo a; b", instances: 3, limits: {nofile: 10}}\n',
    };
    const { programs: first } = await load(files);
    const { programs: second } = await load(files);
    expect(second).toEqual(first);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});
