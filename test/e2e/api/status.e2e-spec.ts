import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemDto, StatusDto } from '#contract';
import { ANY_PORT, type ServedConfig, serveConfig, waitFor } from '#testing';

const RFC_3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const process = (name: string, more = ''): string => `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "sleep 600"\n${more}`;

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(
    [
      ANY_PORT,
      process('web', 'instances = 11\n'),
      process('web-admin'),
      process('webapp'),
      process('a.b'),
      process('axb'),
      '[[processes]]\n[processes.spec]\nname = "ends"\ncommand = "sh -c \'exit 3\'"\n',
      '[[processes]]\n[processes.spec]\nname = "killed"\ncommand = "sh -c \'kill -9 $$\'"\n',
    ].join('\n'),
  );
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

const names = async (query: string): Promise<string[]> =>
  (await served.get(`/status?${query}`)).json<StatusDto[]>().map(({ name }) => name);
const one = async (name: string): Promise<StatusDto> => (await served.get(`/status?name=${name}`)).json<StatusDto>();

describe('GET /status', () => {
  it('without a selector answers {"ok":true}', async () => {
    const answer = await served.get('/status');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.text).toBe('{"ok":true}');
  });

  it('name= answers one object with every status field and its type', async () => {
    const status = await one('web-admin');
    expect(status).toEqual({
      name: 'web-admin',
      running: true,
      pid: expect.any(Number),
      started_at: expect.stringMatching(RFC_3339_UTC),
      stopped_at: null,
      exit_code: null,
      exit_signal: null,
      exit_error: null,
      detected_by: 'exec:pid',
      restarts: 0,
      state: 'running',
      next_restart_at: null,
      uptime_seconds: expect.any(Number),
      instance_of: null,
      adopted: false,
    });
    expect(Math.abs(Date.now() - Date.parse(status.started_at ?? ''))).toBeLessThan(60_000);
    expect(() => globalThis.process.kill(status.pid ?? 0, 0)).not.toThrow();
  });

  it('name= of an instance says whose it is', async () => {
    expect(await one('web-7')).toMatchObject({ name: 'web-7', instance_of: 'web', running: true });
  });

  it.each([
    ['ends', { exit_code: 3, exit_signal: null }],
    ['killed', { exit_code: null, exit_signal: 'SIGKILL' }],
  ])('name= of one that ended (%s) says how and when', async (name, exit) => {
    const status = await waitFor(async () => {
      const found = await one(name);
      return found.running ? null : found;
    });
    expect(status).toMatchObject({ ...exit, running: false, pid: null, exit_error: null, uptime_seconds: null, detected_by: null });
    expect(status.stopped_at).toMatch(RFC_3339_UTC);
    expect(['failed', 'stopped']).toContain(status.state);
  });

  it('name= of a base name answers the list of its instances', async () => {
    expect(await names('name=web')).toHaveLength(11);
  });

  it('base=web selects web-<number> in natural order, not web-admin', async () => {
    expect(await names('base=web')).toEqual(Array.from({ length: 11 }, (_, at) => `web-${at + 1}`));
  });

  it('base= of a single process selects it, as a list', async () => {
    expect(await names('base=web-admin')).toEqual(['web-admin']);
  });

  it.each([
    ['web-1*', ['web-1', 'web-10', 'web-11']],
    ['*-a*', ['web-admin']],
    ['*eb*p', ['webapp']],
    ['a.b', ['a.b']],
    ['a*b', ['a.b', 'axb']],
    ['a%3Fb', []],
    ['%5Ba%5D*', []],
    ['WEB*', []],
    ['web', []],
    ['*w*e*b*a*', ['web-admin', 'webapp']],
  ])('wildcard=%s: * stands for anything, all else is literal', async (pattern, expected) => {
    expect(await names(`wildcard=${pattern}`)).toEqual(expected);
  });

  it.each(['base=nothing', 'wildcard=nothing*'])('%s answers an empty list', async (query) => {
    const answer = await served.get(`/status?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('[]');
  });

  it.each(['name=web-1&base=web', 'name=web-1&wildcard=*', 'base=web&wildcard=*', 'name=a&base=b&wildcard=c'])(
    'two selectors (%s) are refused',
    async (query) => {
      const answer = await served.get(`/status?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_SELECTOR_INVALID', error: expect.stringContaining('only one of') });
    },
  );

  it('a selector given twice is refused', async () => {
    expect((await served.get('/status?name=web-1&name=web-2')).status).toBe(400);
  });

  it('an unknown name is 404 as a problem document, with the sentence in `error` too', async () => {
    const answer = await served.get('/status?name=nobody');
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem = answer.json<ProblemDto>();
    expect(problem).toMatchObject({
      type: 'urn:provisr:error:process-not-found',
      title: 'Process not found',
      status: 404,
      code: 'PROVISR_PROCESS_NOT_FOUND',
      instance: '/api/status',
      error: expect.stringContaining('nobody'),
    });
    expect(problem.error).toBe(problem.detail);
  });

  it('an unknown parameter is refused with the nearest known one', async () => {
    const answer = await served.get('/status?nmae=web');
    expect(answer.status).toBe(400);
    expect(answer.json<ProblemDto>()).toMatchObject({
      code: 'PROVISR_REQUEST_INVALID',
      errors: [{ pointer: '/nmae', suggestion: expect.stringContaining('name') }],
    });
  });

  it('answers HEAD like GET, without a body', async () => {
    const [head, get] = [await served.get('/status', { method: 'HEAD' }), await served.get('/status')];
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });
});

describe('GET /processes', () => {
  it('lists everything, sorted', async () => {
    const list = (await served.get('/processes')).json<StatusDto[]>().map(({ name }) => name);
    expect(list).toEqual([
      'a.b',
      'axb',
      'ends',
      'killed',
      ...Array.from({ length: 11 }, (_, at) => `web-${at + 1}`),
      'web-admin',
      'webapp',
    ]);
  });

  it('GET /processes/{name} is one status, unknown ones are 404, a base name says how to ask', async () => {
    expect((await served.get('/processes/web-2')).json<StatusDto>()).toMatchObject({ name: 'web-2', instance_of: 'web' });
    expect((await served.get('/processes/nobody')).status).toBe(404);
    const ofBase = await served.get('/processes/web');
    expect(ofBase.status).toBe(404);
    expect(ofBase.json<ProblemDto>().hint).toContain('base=web');
  });

  it('GET /processes/{name}/spec is the spec as written, by base or instance name', async () => {
    const spec = (await served.get('/processes/web/spec')).json();
    expect(spec).toMatchObject({ name: 'web', command: 'sleep 600', instances: 11 });
    expect((await served.get('/processes/web-3/spec')).json()).toEqual(spec);
    expect((await served.get('/processes/nobody/spec')).status).toBe(404);
  });
});
