import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScratchDirectory, scratchDirectory, type ServedConfig, serveConfig } from '#testing';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Uses the client and tells what was loaded for it. */
const PROGRAM = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
const { createClient } = await import('provisr/client');
const processes = await createClient({ socketPath: process.argv[2] }).processes.list();
const secure = createClient({ baseUrl: 'https://127.0.0.1:1/api', tls: { skipVerify: true } });
const code = await secure.processes.list().catch((error) => error.code);
console.log(JSON.stringify({ processes, code, loaded }));
`;

const TYPED_PROGRAM = `
import { createClient, ProvisrError, type Client, type StatusDto } from 'provisr/client';
const client: Client = createClient({ baseUrl: 'https://localhost:8443/api', tls: { caCert: 'ca.crt', serverName: 'x', skipVerify: false } });
const statuses: StatusDto[] = await client.processes.list();
export const pid: number | null | undefined = statuses[0]?.pid;
await client.processes.launch({ name: 'demo', command: 'sleep 10', auto_restart: 'on-failure' });
for await (const { line } of client.logs.follow('demo')) console.log(line.length);
for await (const { event } of client.events.follow()) if (event.type === 'process.exited') console.log(event.exit_code);
// @ts-expect-error a status has no such member
console.log(statuses[0]?.nonsense);
// @ts-expect-error a process needs a name
await client.processes.launch({ command: 'sleep 10' });
// @ts-expect-error no such option
createClient({ url: 'http://localhost' });
export const codes = [new ProvisrError('PROVISR_UNEXPECTED', 'x').code];
`;

let scratch: ScratchDirectory;
let served: ServedConfig;
let packed: readonly string[];

beforeAll(async () => {
  scratch = scratchDirectory('package');
  served = await serveConfig('[server]\nlisten = "none"\nsocket = "api.sock"\n');
  const [tarball] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch.path], ROOT)) as {
    filename: string;
    files: { path: string }[];
  }[];
  packed = tarball?.files.map(({ path }) => path) ?? [];
  const place = join(scratch.path, 'node_modules/provisr');
  mkdirSync(place, { recursive: true });
  run('tar', ['-xzf', join(scratch.path, tarball?.filename ?? ''), '-C', place, '--strip-components=1'], scratch.path);
});

afterAll(async () => {
  await served?.close();
  scratch?.remove();
});

function run(file: string, args: readonly string[], cwd: string): string {
  // npm writes logs and looks for news unless it is told not to.
  const quiet = { npm_config_cache: join(scratch.path, 'npm'), npm_config_logs_max: '0', npm_config_update_notifier: 'false' };
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8', env: { ...process.env, ...quiet } });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

describe('the packed package', () => {
  it('holds the OpenAPI document and the schemas, and neither tests nor tools', () => {
    expect(packed).toEqual(expect.arrayContaining(['docs/reference/openapi.json', 'config/provisr.schema.json', 'bin/provisr.mjs']));
    expect(packed.filter((path) => /\.spec\.|(^|\/)tools\/|^test\//.test(path))).toEqual([]);
  });

  it('has a client that works with nothing else installed: no Nest, no class-validator', () => {
    const program = scratch.write('uses-client.mjs', PROGRAM);
    const told = JSON.parse(run(process.execPath, [program, join(served.scratch.path, 'api.sock')], scratch.path)) as {
      processes: unknown;
      code: string;
      loaded: string[];
    };
    expect(told.processes).toEqual([]);
    expect(told.code).toBe('PROVISR_DAEMON_UNREACHABLE');
    const home = pathToFileURL(join(scratch.path, 'node_modules/provisr/dist/libs')).href;
    const files = told.loaded.filter((url) => !url.startsWith('node:'));
    expect(files.filter((url) => !url.startsWith(`${home}/`))).toEqual([]);
    const inner = files.map((url) => url.slice(home.length + 1)).filter((path) => !path.startsWith('client/'));
    expect(inner.sort()).toEqual(['contract/src/problem.js', 'contract/src/routes.js', 'core/src/errors.js']);
  });

  it('has types that the compiler believes', () => {
    scratch.write('uses-client.ts', TYPED_PROGRAM);
    const options = { module: 'nodenext', target: 'es2023', lib: ['es2023'], strict: true, noEmit: true, skipLibCheck: true };
    const types = { types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] };
    scratch.write('package.json', '{"type":"module"}');
    scratch.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...options, ...types }, files: ['uses-client.ts'] }));
    expect(run(process.execPath, [join(ROOT, 'node_modules/typescript7/bin/tsc'), '-p', scratch.path], scratch.path)).toBe('');
  });
});
