import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { ProblemDto } from '#contract';
import { type CliResult, httpRequest, type HttpAnswer, runCli, type ServedConfig, serveConfig, waitFor } from '#testing';

const CONFIG = `# The API of this machine.
[server]
listen = "127.0.0.1:0"   # any port
socket = "api.sock"

# What runs.
[[processes]]
type = "cronjob"
[processes.spec]
name = "job"
schedule = "@yearly"
command = "true"
`;

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(CONFIG);
});
afterAll(() => served?.close());

const provisr = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: served.scratch.path });
const ok = async (...args: string[]): Promise<CliResult> => {
  const result = await provisr(...args);
  expect(result, args.join(' ')).toMatchObject({ code: 0 });
  return result;
};
const config = (): string => readFileSync(served.configFile, 'utf8');
const socket = (): string => `unix:${join(served.scratch.path, 'api.sock')}`;
const reload = async (): Promise<string> => (await ok('reload', '--api-url', socket())).stderr;
const ask = (path: string, token?: string, method = 'GET'): Promise<HttpAnswer> =>
  httpRequest(served.daemon.url + path, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
const tokenOf = ({ stdout }: CliResult): string => stdout.trim();

/** From nothing to tokens and back, one step after the other. */
describe('provisr token', () => {
  let [ops, boss]: string[] = [];

  it('create prints the token alone on its output, and keeps its hash where the author would write it', async () => {
    expect((await ask('/cronjobs')).status).toBe(200);
    const first = await ok('token', 'create', '--role', 'operator', '--name', 'ops');
    ops = tokenOf(first);
    expect(first.stdout).toMatch(/^pvr_[\w-]{43}\n$/);
    expect(first.stderr).toMatch(/"ops" \(operator\) .*\n.*provisr reload.*from then on everybody who connects over TCP needs one/);
    boss = tokenOf(await ok('token', 'create', '--role', 'admin', '--expires', '90d'));
    expect(config()).not.toContain(ops);
    const entries = /(?:\[\[server\.auth\.tokens\]\]\n(?:\w+ = ".*"\n)+\n){2}/.exec(config())?.[0] ?? '';
    expect(config().replace(entries, '')).toBe(CONFIG);
    expect(entries).toMatch(/name = "admin"\nrole = "admin"\nhash = "sha256:[0-9a-f]{64}"\nexpires_at = "20/);
    expect(statSync(served.configFile).mode & 0o777).toBe(0o644);
  });

  it('a running daemon knows it after a reload', async () => {
    expect((await ask('/reload', undefined, 'POST')).status).toBe(200);
    expect((await ask('/cronjobs')).status).toBe(401);
    expect((await ask('/cronjobs', ops)).status).toBe(200);
    expect((await ask('/reload', ops, 'POST')).status).toBe(403);
    expect((await ask('/reload', boss, 'POST')).status).toBe(200);
  });

  it('what is done with it is in the log under its name', async () => {
    expect((await ask('/cronjobs/job/trigger', ops, 'POST')).status).toBe(200);
    expect((await ask('/cronjobs/nope/suspend', ops, 'POST')).status).toBe(404);
    const lines = (): unknown[] =>
      served.daemon
        .output()
        .split('\n')
        .filter((line) => line.includes('"audit"'))
        .map((line) => JSON.parse(line) as unknown);
    await waitFor(() => lines().length >= 4);
    expect(lines()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ msg: 'done', who: 'ops', via: 'token', what: 'trigger', process: 'job', result: 'ok' }),
        expect.objectContaining({
          msg: 'failed',
          who: 'ops',
          via: 'token',
          what: 'suspend',
          process: 'nope',
          result: 'PROVISR_CRONJOB_NOT_FOUND',
        }),
        expect.objectContaining({ msg: 'done', who: 'admin', via: 'token', what: 'reload', process: null, result: 'ok' }),
        expect.objectContaining({ msg: 'refused', what: 'reload' }),
      ]),
    );
    expect(served.daemon.output()).not.toContain(ops);
  });

  it('list shows names, roles and expiry, and never a hash', async () => {
    const { stdout } = await ok('token', 'list');
    expect(stdout).toMatch(/^NAME +ROLE +EXPIRES\nops +operator +never\nadmin +admin +\d{4}-/);
    const json = (await ok('token', 'list', '-o', 'json')).stdout;
    expect(JSON.parse(json)).toEqual([
      { name: 'ops', role: 'operator', expires_at: null },
      { name: 'admin', role: 'admin', expires_at: expect.stringMatching(/Z$/) },
    ]);
    expect(stdout + json).not.toContain('sha256');
  });

  it('an expired one is refused with the reason', async () => {
    const expired = config().replace(/expires_at = ".*"/, 'expires_at = 2026-01-31');
    served.scratch.write('config.toml', expired);
    await reload();
    const answer = await ask('/cronjobs', boss);
    expect(answer.status).toBe(401);
    expect(answer.json<ProblemDto>()).toMatchObject({
      code: 'PROVISR_AUTH_REQUIRED',
      error: expect.stringContaining('expired at 2026-01-31'),
    });
    expect((await ok('token', 'list')).stdout).toMatch(/admin +expired 2026-01-3/);
  });

  it('revoke takes it out, and after a reload it is worth nothing, the last one neither', async () => {
    await ok('token', 'revoke', 'admin');
    const last = await ok('token', 'revoke', '--name', 'ops');
    expect(last.stderr).toContain('it was the last one');
    expect(config()).toBe(CONFIG);
    expect(await reload()).toContain('nobody is let in');
    for (const token of [ops, boss, undefined]) expect((await ask('/cronjobs', token)).status).toBe(401);
    expect((await ok('cron', 'list', '--api-url', socket())).stdout).toContain('job');
  });

  it.each([
    [['token', 'create'], 2, '--role'],
    [['token', 'create', '--role', 'boss'], 2, 'viewer, operator or admin'],
    [['token', 'create', '--role', 'viewer', '--name', '../x'], 2, '--name'],
    [['token', 'create', '--role', 'viewer', '--expires', 'soon'], 2, '90d'],
    [['token', 'create', '--role', 'viewer', '--expires', '2020-01-01'], 2, 'passed'],
    [['token', 'create', '--role', 'viewer', '--config', 'none.toml'], 7, 'none.toml'],
    [['token', 'create', '--role', 'viewer', '--api-url', 'http://127.0.0.1:1/api'], 2, 'leave --api-url out'],
    [['token', 'revoke'], 2, 'token list'],
    [['token', 'revoke', 'nobody'], 4, 'no token "nobody"'],
    [['token', 'rotate'], 2, 'unknown command'],
  ])('%j ends with %d', async (args, code, message) => {
    const result = await provisr(...args);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });
});

describe('in other formats', () => {
  it('YAML keeps its comments and order', async () => {
    const text = '# mine\nserver:\n  listen: "127.0.0.1:0" # any\n\n# programs\nprocesses: []\n';
    const file = served.scratch.write('other/config.yaml', text);
    const { token } = JSON.parse((await ok('token', 'create', '--role', 'viewer', '--config', file, '-o', 'json')).stdout) as {
      token: string;
    };
    const after = readFileSync(file, 'utf8');
    for (const line of text.split('\n')) expect(after).toContain(line);
    expect(parseYaml(after)).toMatchObject({ server: { auth: { tokens: [{ name: 'viewer', role: 'viewer' }] } } });
    expect(after).not.toContain(token);
    expect((await ok('validate', file)).code).toBe(0);
  });

  it('JSON keeps its indentation', async () => {
    const file = served.scratch.write('other/config.json', '{\n    "server": {\n        "listen": "127.0.0.1:0"\n    }\n}\n');
    await ok('token', 'create', '--role', 'viewer', '--config', file);
    expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {4}"server": \{\n {8}"listen": "127\.0\.0\.1:0",\n {8}"auth": /);
    expect((await ok('validate', file)).code).toBe(0);
  });
});
