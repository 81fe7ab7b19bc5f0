import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GroupStatusDto, MutationResultDto, ProblemDto, StatusDto } from '#contract';
import { ANY_PORT, type ServedConfig, serveConfig, waitFor } from '#testing';

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(`${ANY_PORT}
[[processes]]
[processes.spec]
name = "db"
command = "sleep 600"
priority = 1

[[processes]]
[processes.spec]
name = "web"
command = "sleep 600"
priority = 2
instances = 2

[[processes]]
[processes.spec]
name = "fails"
command = "sh -c 'exit 5'"
start_duration = "10s"

[[groups]]
name = "stack"
members = ["web", "db"]

[[groups]]
name = "partly"
members = ["db", "fails"]
`);
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

describe('groups', () => {
  it('GET /groups lists names and members', async () => {
    expect((await served.get('/groups')).json()).toEqual([
      { name: 'stack', members: ['web', 'db'] },
      { name: 'partly', members: ['db', 'fails'] },
    ]);
  });

  it('GET /group/status answers {"member":[status…]}', async () => {
    const answer = await served.get('/group/status?group=stack');
    expect(answer.status).toBe(200);
    const status = answer.json<GroupStatusDto>();
    expect(Object.keys(status)).toEqual(['web', 'db']);
    expect(status['web']?.map(({ name, running }) => ({ name, running }))).toEqual([
      { name: 'web-1', running: true },
      { name: 'web-2', running: true },
    ]);
    expect(status['db']).toMatchObject([{ name: 'db', state: 'running' }]);
  });

  it('POST /group/stop ends all members, the later priorities first, and POST /group/start brings them up', async () => {
    const stopped = await served.post('/group/stop?group=stack');
    expect(stopped.status).toBe(200);
    const list = stopped.json<MutationResultDto>().processes ?? [];
    expect(list.map(({ name, running }) => ({ name, running }))).toEqual([
      { name: 'web-1', running: false },
      { name: 'web-2', running: false },
      { name: 'db', running: false },
    ]);
    expect(Date.parse(list[0]?.stopped_at ?? '')).toBeLessThanOrEqual(Date.parse(list[2]?.stopped_at ?? ''));
    const started = await served.post('/group/start?group=stack');
    expect(started.status).toBe(200);
    expect(started.json<MutationResultDto>().processes?.map(({ name, running }) => ({ name, running }))).toEqual([
      { name: 'db', running: true },
      { name: 'web-1', running: true },
      { name: 'web-2', running: true },
    ]);
  });

  it('POST /group/start of running members is fine, wait=0s answers 202', async () => {
    expect((await served.post('/group/start?group=stack')).status).toBe(200);
    expect((await served.post('/group/start?group=stack&wait=0s')).status).toBe(202);
  });

  it('POST /group/restart replaces all members, the lower priorities first, also what is down', async () => {
    await served.post('/stop?name=web-2');
    const before = Object.values((await served.get('/group/status?group=stack')).json<GroupStatusDto>()).flat();
    const answer = await served.post('/group/restart?group=stack');
    expect(answer.status).toBe(200);
    const after = answer.json<MutationResultDto>().processes ?? [];
    expect(after.map(({ name, running }) => ({ name, running }))).toEqual([
      { name: 'db', running: true },
      { name: 'web-1', running: true },
      { name: 'web-2', running: true },
    ]);
    const pids = new Set(before.map(({ pid }) => pid));
    expect(after.filter(({ pid }) => pids.has(pid))).toEqual([]);
  });

  it('a partial failure lists each member; the others did what was asked', async () => {
    await served.post('/group/stop?group=partly');
    const answer = await served.post('/group/start?group=partly');
    expect(answer.status).toBe(409);
    expect(answer.json<ProblemDto>()).toMatchObject({
      code: 'PROVISR_GROUP_PARTIAL',
      error: expect.stringContaining('fails'),
      group: 'partly',
      members: [
        // Lower priorities first: 0 before 1.
        { name: 'fails', ok: false, code: 'PROVISR_START_FAILED', error: expect.stringContaining('exit code 5') },
        { name: 'db', ok: true },
      ],
    });
    expect((await served.get('/status?name=db')).json<StatusDto>().running).toBe(true);
  });

  it.each([
    ['GET', '/group/status'],
    ['POST', '/group/start'],
    ['POST', '/group/stop'],
    ['POST', '/group/restart'],
  ])('%s %s: an unknown group is 404 with the nearest one, none at all 400', async (method, path) => {
    const unknown = await served.get(`${path}?group=stak`, { method });
    expect(unknown.status).toBe(404);
    expect(unknown.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_GROUP_NOT_FOUND', hint: expect.stringContaining('stack') });
    const none = await served.get(path, { method });
    expect(none.status).toBe(400);
    expect(none.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_REQUEST_INVALID', errors: [{ pointer: '/group' }] });
  });
});
