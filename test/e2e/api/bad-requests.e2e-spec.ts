import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemDto, StatusDto } from '#contract';
import { ANY_PORT, type HttpAnswer, type ServedConfig, serveConfig } from '#testing';

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(ANY_PORT);
});

afterAll(async () => {
  try {
    expect((await served.get('/processes')).json<StatusDto[]>(), 'no bad request has left anything behind').toEqual([]);
  } finally {
    await served.close();
  }
});

const refused = (answer: HttpAnswer, status: number, code: string): ProblemDto => {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = answer.json<ProblemDto>();
  expect(problem).toMatchObject({ status, code, type: expect.stringMatching(/^urn:provisr:error:/), title: expect.any(String) });
  expect(problem.error).toBe(problem.detail);
  return problem;
};
const startBad = async (spec: object): Promise<ProblemDto> => refused(await served.post('/start', spec), 400, 'PROVISR_SPEC_INVALID');
const JSON_TYPE = { 'content-type': 'application/json' };

describe('path rules of the API: absolute, cleaned, the field named', () => {
  const FIELDS: readonly (readonly [pointer: string, spec: (path: string) => object])[] = [
    ['/work_dir', (path) => ({ work_dir: path })],
    ['/pid_file', (path) => ({ pid_file: path })],
    ['/stdin', (path) => ({ stdin: path })],
    ['/log/dir', (path) => ({ log: { dir: path } })],
    ['/log/stdout', (path) => ({ log: { stdout: path } })],
    ['/log/stderr', (path) => ({ log: { stderr: path } })],
    ['/log/stdoutPath', (path) => ({ log: { stdoutPath: path } })],
    ['/log/stderrPath', (path) => ({ log: { stderrPath: path } })],
    ['/log/stdout_path', (path) => ({ log: { stdout_path: path } })],
    ['/log/stderr_path', (path) => ({ log: { stderr_path: path } })],
    ['/log/file/dir', (path) => ({ log: { file: { dir: path } } })],
    ['/log/file/stdoutPath', (path) => ({ log: { file: { stdoutPath: path } } })],
    ['/log/file/stderrPath', (path) => ({ log: { file: { stderrPath: path } } })],
    ['/detectors/0/path', (path) => ({ detectors: [{ type: 'pidfile', path }] })],
  ];
  const PATHS = ['relative', './here', '../up', '/var/../etc', '/var//log', '/var/log/', '/var/./log', '/..', '~/logs', '/a\0b'];

  it.each(FIELDS)('%s', async (pointer, spec) => {
    for (const path of PATHS) {
      const problem = await startBad({ name: 'x', command: 'true', ...spec(path) });
      expect(
        problem.errors?.map((each) => each.pointer),
        `${pointer} = ${path}`,
      ).toEqual([pointer]);
      expect(problem.error).toContain(pointer.split('/').at(-1) ?? '');
    }
  });
});

describe('name rules of the API', () => {
  it.each(['', '..', 'a..b', '../x', 'a/b', 'a\\b', 'a b', 'ä', 'a\n', 'a\0', '*', 'x'.repeat(300), 5, null, ['x'], { x: 1 }])(
    '%j',
    async (name) => {
      const problem = await startBad({ name, command: 'true' });
      expect(problem.errors?.[0]?.pointer).toBe('/name');
    },
  );

  it('absent', async () => {
    expect((await startBad({ command: 'true' })).errors?.[0]?.pointer).toBe('/name');
  });
});

describe('specs that are refused, all problems at once and each with its place', () => {
  it.each<[what: string, spec: object, pointers: string[]]>([
    ['nothing to run', { name: 'x' }, ['']],
    ['both command and args', { name: 'x', command: 'true', args: ['true'] }, ['']],
    ['an unclosed quote', { name: 'x', command: "sh -c 'true" }, ['/command']],
    [
      'several wrong values',
      { name: 'x', command: 'true', instances: 0, priority: 'high', detached: 'yes' },
      ['/detached', '/instances', '/priority'],
    ],
    ['too many instances', { name: 'x', command: 'true', instances: 1001 }, ['/instances']],
    ['an unknown signal', { name: 'x', command: 'true', stop_signal: 'SIGNOPE' }, ['/stop_signal']],
    ['an unknown detector', { name: 'x', command: 'true', detectors: [{ type: 'psychic' }] }, ['/detectors/0/type']],
    ['a broken env list', { name: 'x', command: 'true', env: ['NOEQUALS'] }, ['/env']],
    ['a device as log file', { name: 'x', command: 'true', log: { stdout: '/dev/full' } }, ['/log/stdout']],
  ])('%s', async (_what, spec, pointers) => {
    const found = (await startBad(spec)).errors?.map(({ pointer }) => pointer).toSorted();
    if (pointers[0] === '') expect(found).toHaveLength(1);
    else expect(found).toEqual(pointers);
  });

  it.each([
    [{ comand: 'true' }, '/comand', 'command'],
    [{ command: 'true', auto_restrat: true }, '/auto_restrat', 'auto_restart'],
    [{ command: 'true', log: { max_sise_mb: 1 } }, '/log/max_sise_mb', 'max_size_mb'],
    [{ command: 'true', log: { file: { maxSizMB: 1 } } }, '/log/file/maxSizMB', 'max_size_mb'],
  ])('an unknown key %j is named with the nearest known one', async (spec, pointer, nearest) => {
    const problem = await startBad({ name: 'x', ...spec });
    const found = problem.errors?.find((each) => each.pointer === pointer);
    expect(`${found?.message} ${found?.suggestion}`).toContain(nearest);
  });

  it.each(['10', '5 s', '1x', '-1s', '', 'soon', -5, 1.5, true, null, {}])('a duration %j', async (stop_timeout) => {
    if (stop_timeout === null) return;
    expect((await startBad({ name: 'x', command: 'true', stop_timeout })).errors?.[0]?.pointer).toBe('/stop_timeout');
  });

  it.each([
    ['300ms', 300],
    ['1h2m', 3_720_000],
    ['0.5s', 500],
    ['0', 0],
    [2_000_000_000, 2000],
  ])('a duration %j is one', async (value, ms) => {
    // Refused for its name alone: so the value was fine.
    const problem = await startBad({ name: 'a b', command: 'true', stop_timeout: value });
    expect(
      problem.errors?.map(({ pointer }) => pointer),
      String(ms),
    ).toEqual(['/name']);
  });

  it.each(['/start', '/register', '/update'])('POST %s: bodies that are no object', async (path) => {
    for (const body of ['[]', '"x"', '5', 'true', '[{"name":"x","command":"true"}]']) {
      const answer = await served.post(path, undefined, { headers: JSON_TYPE, body });
      expect(answer.status, body).toBe(400);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    }
  });

  it('a cronjob is told where it belongs', async () => {
    const problem = await startBad({ type: 'cronjob', spec: { name: 'x', schedule: '@hourly', command: 'true' } });
    expect(problem.errors?.[0]).toMatchObject({ pointer: '/type', message: expect.stringContaining('programs directory') });
  });
});

describe('bodies', () => {
  it.each(['{"name":', '{name:"x"}', '{"name":"x",}', "{'name':'x'}", 'not json', '\u0000'])('malformed JSON %j is 400', async (body) => {
    const problem = refused(await served.post('/start', undefined, { headers: JSON_TYPE, body }), 400, 'PROVISR_REQUEST_INVALID');
    expect(problem.error).toMatch(/json/i);
  });

  it('__proto__ and constructor keys are refused', async () => {
    const body = '{"name":"x","command":"true","__proto__":{"admin":true}}';
    expect((await served.post('/start', undefined, { headers: JSON_TYPE, body })).status).toBe(400);
    const nested = '{"name":"x","command":"true","constructor":{"prototype":{"admin":true}}}';
    expect((await served.post('/start', undefined, { headers: JSON_TYPE, body: nested })).status).toBe(400);
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/jsonx',
  ])('of type %s is 415', async (type) => {
    const body = '{"name":"x","command":"true"}';
    const headers = type === undefined ? {} : { 'content-type': type };
    refused(await served.post('/start', undefined, { headers, body }), 415, 'PROVISR_MEDIA_TYPE_UNSUPPORTED');
  });

  it('of type application/json with parameters and in other case is read', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
      const answer = await served.post('/start', undefined, { headers: { 'content-type': type }, body: '{"name":"a b","command":"true"}' });
      refused(answer, 400, 'PROVISR_SPEC_INVALID');
    }
  });

  it('over 1 MiB is 413, exactly 1 MiB is read', async () => {
    const shell = JSON.stringify({ name: 'a b', command: '' });
    const filled = (bytes: number): string => shell.replace('"command":""', `"command":"${'x'.repeat(bytes - shell.length)}"`);
    const most = 1024 * 1024;
    expect((await served.post('/start', undefined, { headers: JSON_TYPE, body: filled(most) })).status).toBe(400);
    const large = await served.post('/start', undefined, { headers: JSON_TYPE, body: filled(most + 1) });
    refused(large, 413, 'PROVISR_BODY_TOO_LARGE');
  });

  it('over 1 MiB without a length is 413 too', async () => {
    const head =
      'POST /api/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const text = await raw(head + chunk.repeat(17));
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('routes and methods', () => {
  it.each(['/nope', '/api', '/api/nope', '/api/status/x', '/API/status', '/api/processes/x/y', '/'])('GET %s is 404', async (path) => {
    refused(await served.ask(path), 404, 'PROVISR_ROUTE_NOT_FOUND');
  });

  it.each([
    ['GET', '/start'],
    ['GET', '/stop'],
    ['POST', '/status'],
    ['DELETE', '/processes/x'],
    ['PUT', '/start'],
    ['PATCH', '/update'],
    ['OPTIONS', '/start'],
    ['TRACE', '/status'],
  ])('%s %s is 404 or 405, never an action', async (method, path) => {
    const answer = await served.get(path, { method });
    expect([404, 405]).toContain(answer.status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('a trailing slash does not matter', async () => {
    expect((await served.get('/status/')).text).toBe('{"ok":true}');
  });

  it.each([
    '/api/processes/%',
    '/api/processes/%00',
    '/api/processes/..%2f..%2fetc',
    '/api/processes/%E0%A4%A/logs',
    '/api/processes/long-name',
  ])('GET %s is a 4xx problem document', async (path) => {
    const answer = await served.ask(path.replace('long-name', 'x'.repeat(5000)));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('garbage on the socket is answered with 400 and hurts nobody', async () => {
    expect(await raw('\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await served.get('/status')).status).toBe(200);
  });
});

/** Bytes as they are; what came back until the other side closed. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(served.origin).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    // Whoever refuses a body may close while it is still being sent.
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
    socket.on('end', () => socket.end());
  });
}
