import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogLinesDto, ProblemDto } from '#contract';
import { ANY_PORT, type ServedConfig, serveConfig, waitFor } from '#testing';

const TALKS = `sh -c 'for n in 1 2 3 4 5; do echo out $n; echo err $n >&2; done; exec sleep 600'`;

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(`${ANY_PORT}
[[processes]]
[processes.spec]
name = "in-files"
command = "${TALKS}"
[processes.spec.log]
dir = "logs"

[[processes]]
[processes.spec]
name = "in-memory"
command = "${TALKS}"

[[processes]]
[processes.spec]
name = "merged"
command = "${TALKS}"
redirect_stderr = true

[[processes]]
[processes.spec]
name = "stamped"
command = "${TALKS}"
log = { dir = "logs", timestamps = true }

[[processes]]
[processes.spec]
name = "silent"
command = "sleep 600"
instances = 2
`);
  for (const name of ['in-files', 'in-memory', 'stamped'])
    await waitFor(async () => (await read(name)).lines.length === 10, { what: `the output of ${name}` });
  await waitFor(async () => (await read('merged', '?stream=stdout')).lines.length === 10);
});

afterAll(() => served?.close());

const read = async (name: string, query = ''): Promise<LogLinesDto> =>
  (await served.get(`/processes/${name}/logs${query}`)).json<LogLinesDto>();
const texts = async (name: string, query: string): Promise<string[]> => (await read(name, query)).lines.map(({ line }) => line);

describe.each(['in-files', 'in-memory'])('GET /processes/%s/logs', (name) => {
  it('answers the last lines of both streams, each with its stream', async () => {
    const answer = await served.get(`/processes/${name}/logs`);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      name,
      stream: 'both',
      lines: [
        ...[1, 2, 3, 4, 5].map((n) => ({ stream: 'stdout', line: `out ${n}` })),
        ...[1, 2, 3, 4, 5].map((n) => ({ stream: 'stderr', line: `err ${n}` })),
      ],
    });
  });

  it.each([
    ['?stream=stdout', ['out 1', 'out 2', 'out 3', 'out 4', 'out 5']],
    ['?stream=stderr&tail=2', ['err 4', 'err 5']],
    ['?stream=both&tail=1', ['out 5', 'err 5']],
    ['?tail=0', []],
    ['?stream=stdout&tail=1000', ['out 1', 'out 2', 'out 3', 'out 4', 'out 5']],
  ])('%s', async (query, lines) => {
    expect(await texts(name, query)).toEqual(lines);
  });
});

describe('GET /processes/{name}/logs', () => {
  it('with redirect_stderr has everything in stdout, in the order it was written', async () => {
    expect(await texts('merged', '?stream=stdout')).toEqual([1, 2, 3, 4, 5].flatMap((n) => [`out ${n}`, `err ${n}`]));
    expect(await texts('merged', '?stream=stderr')).toEqual([]);
  });

  it('since= takes a moment or a while, and is exact where lines carry times', async () => {
    const [first] = await texts('stamped', '?stream=stdout&tail=1');
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z out 5$/);
    expect(await texts('stamped', '?stream=stdout&since=1h')).toHaveLength(5);
    expect(await texts('stamped', '?stream=stdout&since=2000-01-01T00:00:00Z')).toHaveLength(5);
    expect(await texts('stamped', '?stream=stdout&since=2999-01-01T00:00:00Z')).toEqual([]);
  });

  it('of a process that has written nothing is empty', async () => {
    expect(await read('silent-1')).toEqual({ name: 'silent-1', stream: 'both', lines: [] });
  });

  it('is kept after the end of the process', async () => {
    expect((await served.post('/stop?name=in-memory')).status).toBe(200);
    expect(await texts('in-memory', '?stream=stdout&tail=1')).toEqual(['out 5']);
  });

  it('unknown name is 404, a base name says which instances there are', async () => {
    const unknown = await served.get('/processes/nobody/logs');
    expect(unknown.status).toBe(404);
    expect(unknown.json<ProblemDto>().code).toBe('PROVISR_PROCESS_NOT_FOUND');
    const ofBase = await served.get('/processes/silent/logs');
    expect(ofBase.status).toBe(404);
    expect(ofBase.json<ProblemDto>().hint).toContain('silent-1');
  });

  it.each([
    ['?stream=stdin', '/stream'],
    ['?tail=-1', '/tail'],
    ['?tail=many', '/tail'],
    ['?tail=1000000', '/tail'],
    ['?since=yesterday', '/since'],
    ['?tial=1', '/tial'],
  ])('%s is 400, the parameter named', async (query, pointer) => {
    const answer = await served.get(`/processes/in-files/logs${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_REQUEST_INVALID', errors: [{ pointer }] });
  });
});
