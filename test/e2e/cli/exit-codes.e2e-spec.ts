import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, runCli, type ServedConfig, serveConfig } from '#testing';

let served: ServedConfig;
/** Answers everything, but is no provisr. */
let foreign: Server;
/** Accepts connections and says nothing. */
let silent: Server;

beforeAll(async () => {
  served = await serveConfig(
    '[server]\nlisten = "127.0.0.1:0"\nsocket = "api.sock"\n\n[[processes]]\n[processes.spec]\nname = "web"\ncommand = "sleep 600"\n\n[[groups]]\nname = "all"\nmembers = ["web"]\n',
    { files: { 'broken.toml': '[server]\nlisen = ":0"\n\n[[processes]]\n[processes.spec]\nname = "x"\n', 'nonsense.toml': 'a = = b\n' } },
  );
  foreign = createHttpServer((_request, response) => response.end('<h1>It works!</h1>')).listen(0, '127.0.0.1');
  silent = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(foreign, 'listening'), once(silent, 'listening')]);
});

afterAll(async () => {
  foreign?.close();
  silent?.close();
  await served?.close();
});

const provisr = (...args: string[]): Promise<CliResult> =>
  runCli(args, {
    cwd: served.scratch.path,
    env: { PROVISR_API_URL: served.daemon.url, PROVISR_HOME: join(served.scratch.path, 'home') },
  });

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;

type Case = readonly [args: string[], stderr: RegExp];

/** Every error: one line that begins with `error: `, what belongs to it indented, at most one hint, nothing on standard output. */
async function fails(code: number, [args, stderr]: Case): Promise<void> {
  const result = await provisr(...args);
  expect(result, args.join(' ')).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toMatch(stderr);
  expect(result.stderr).toMatch(/^error: [^\n]+\n(?: {2}[^\n]+\n|[^\n]+:\d+:\d+: [^\n]+\n)*(?:hint: [^\n]+\n)?$/);
  expect(result.stderr).not.toMatch(/\n\s+at /);
}

describe('exit codes', () => {
  it.each<[string[]]>([
    [['status']],
    [['status', '--name', 'web']],
    [['status', '--wildcard', 'none*']],
    [['start', 'web']],
    [['group-status', '--group', 'all']],
    [['reload']],
    [['validate', 'config.toml']],
    [['version']],
    [['--version']],
    [['--help']],
    [['status', '--help']],
    [[]],
  ])('0 ok: %j', async (args) => {
    expect(await provisr(...args)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each<Case>([
    [
      ['start', '--name', 'f', '--cmd', "sh -c 'echo no disk >&2; exit 3'", '--start-duration', '9s'],
      /exit code 3 \(1 attempt\)\n {2}stderr: no disk\n/,
    ],
    [['start', '--name', 'g', '--cmd', '/nowhere/at/all'], /nowhere/],
  ])('1 unexpected: %j', (...given) => fails(1, given));

  it('1 unexpected: another program answers there', async () => {
    await fails(1, [['status', '--api-url', addressOf(foreign)], /127\.0\.0\.1:\d+.* is not JSON\nhint: .*provisr daemon/]);
  });

  it.each<Case>([
    [['stauts'], /unknown command 'stauts'\nhint: did you mean status\?/],
    [['status', '--nmae', 'web'], /unknown option '--nmae'\nhint: did you mean --name\?/],
    [['status', '--name', 'web', '--base', 'web'], /only one of --name and --base/],
    [['status', 'web', 'api'], /too many arguments/],
    [['status', '--output', 'xml'], /xml.*table, json, yaml/],
    [['stop'], /stop needs --name, --base, --wildcard or --config/],
    [['stop', '--name', 'web', '--wait', 'soon'], /duration like 500ms/],
    [['start', '--name', 'x', '--instances', '3'], /--instances can be given only together with --cmd/],
    [['start', '--cmd', 'true'], /--cmd needs --name/],
    [['start', '--name', '../x', '--cmd', 'true'], /name/],
    [['start', '--name', 'x', '--cmd', 'true', '--env', 'novalue'], /NAME=value/],
    [['start', '--name', 'x', '--cmd', "sh -c 'unclosed"], /command/],
    [['serve'], /serve needs a configuration file/],
    [['serve', 'config.toml', '--config', 'other.toml'], /different; give only one/],
    [['group-start'], /--group/],
    [['status', '--api-url', 'ftp://x'], /not an http or https address/],
  ])('2 usage: %j', (...given) => fails(2, given));

  it.each<Case>([
    [
      ['status', '--api-url', 'http://127.0.0.1:9/api'],
      /daemon not reachable at http:\/\/127\.0\.0\.1:9\/api .*- start it with 'provisr serve'/,
    ],
    [['start', '--name', 'x', '--cmd', 'true', '--api-url', 'http://127.0.0.1:9/api'], /daemon not reachable/],
    [['stop', '--name', 'x', '--api-url', 'unix:/nowhere/api.sock'], /daemon not reachable at unix:\/nowhere\/api\.sock/],
  ])('3 daemon unreachable: %j', (...given) => fails(3, given));

  it.each<Case>([
    [['status', '--name', 'nobody'], /"nobody"/],
    [['start', '--name', 'nobody'], /"nobody"/],
    [['stop', 'nobody'], /"nobody"/],
    [['restart', '--name', 'nobody'], /"nobody"/],
    [['logs', '--name', 'nobody'], /"nobody"/],
    [['group-stop', '--group', 'al'], /"al".*\nhint: did you mean "all"\?/],
    [['unregister', '--name', 'nobody'], /"nobody"/],
  ])('4 not found: %j', (...given) => fails(4, given));

  it.each<Case>([
    [['start', '--name', 'web', '--cmd', 'sleep 601'], /web.*another spec/],
    [['register', '--name', 'web', '--command', 'sleep 601'], /config\.toml/],
    [['unregister', '--name', 'web'], /config\.toml/],
    [['serve', 'config.toml'], /another daemon \(PID \d+\)/],
  ])('5 conflict: %j', (...given) => fails(5, given));

  it('6 timed out: nothing comes back', async () => {
    await fails(6, [['status', '--api-url', addressOf(silent), '--api-timeout', '100ms'], /127\.0\.0\.1/]);
  });

  it('6 timed out: the wait was too short', async () => {
    await fails(6, [
      ['start', '--name', 'slow', '--cmd', 'sleep 600', '--start-duration', '1h', '--wait', '10ms'],
      /still starting after 10 ms/,
    ]);
    expect((await provisr('stop', 'slow')).code).toBe(0);
  });

  it.each<Case>([
    [['validate', 'broken.toml'], /^error: .*2 problems\nbroken\.toml:2:1: unknown key "lisen".*\nbroken\.toml:5:1: .*command/],
    [['serve', 'broken.toml'], /^error: .*2 problems\nbroken\.toml:2:1: unknown key "lisen" \(did you mean "listen"\?\)\n/],
    [['serve', 'broken.toml', '--daemonize'], /^error: .*2 problems\nbroken\.toml:2:1: unknown key "lisen" \(did you mean "listen"\?\)\n/],
    [['validate', 'nonsense.toml'], /nonsense\.toml:1:\d+: /],
    [['validate', 'missing.toml'], /missing\.toml/],
    [['serve', 'missing.toml'], /missing\.toml/],
    [['start', '--config', 'broken.toml'], /broken\.toml:2:1/],
    [['status', '--config', 'missing.toml'], /missing\.toml/],
  ])('7 invalid config: %j', (...given) => fails(7, given));
});

describe('--verbose', () => {
  it('adds code and stack to an error, where it came from', async () => {
    const { code, stderr } = await provisr('status', '--name', 'nobody', '--verbose');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: [^\n]+\n[\s\S]*PROVISR_PROCESS_NOT_FOUND\n[\s\S]*\n {4}at /);
  });
});
