import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeResultDto, MutationResultDto, ProblemDto, StatusDto } from '#contract';
import { ANY_PORT, runCli, type ServedConfig, serveConfig } from '#testing';

const INLINE = `
[[processes]]
[processes.spec]
name = "inline"
command = "sleep 600"
instances = 2

[[groups]]
name = "all"
members = ["inline", "from-file"]
`;

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(ANY_PORT + INLINE, {
    files: { 'programs/from-file.yaml': 'type: process\nspec:\n  name: from-file\n  command: sleep 600\n' },
  });
});

afterAll(() => served?.close());

const programs = (...names: string[]): string => join(served.scratch.path, 'programs', ...names);
const statusOf = async (name: string): Promise<StatusDto> => (await served.get(`/status?name=${name}`)).json<StatusDto>();
const reload = async (): Promise<ChangeResultDto> => (await served.post('/reload')).json<ChangeResultDto>();

describe('POST /register', () => {
  it('writes the unified form to the programs directory, starts it, and the file loads', async () => {
    const answer = await served.post('/register', {
      name: 'kept',
      command: 'sleep 600',
      work_dir: served.scratch.path,
      auto_restart: true,
      env: ['A=1'],
      log: { file: { dir: join(served.scratch.path, 'logs') } },
    });
    expect(answer.status).toBe(200);
    expect(answer.json<MutationResultDto>()).toMatchObject({ ok: true, processes: [{ name: 'kept', running: true }] });
    const text = readFileSync(programs('kept.toml'), 'utf8');
    expect(text).toMatch(/^type = "process"\n\n\[spec\]\n/);
    expect(statSync(programs('kept.toml')).mode & 0o777).toBe(0o600);
    expect(readdirSync(programs()).toSorted()).toEqual(['from-file.yaml', 'kept.toml']);
    const { pid } = await statusOf('kept');
    expect((await runCli(['validate', served.configFile])).stdout).toContain('3 processes');
    expect((await reload()).unchanged).toContain('kept');
    expect(await statusOf('kept')).toMatchObject({ running: true, pid });
  });

  it('is fine with the same again, and 409 for another of that name', async () => {
    const spec = { name: 'twice', command: 'sleep 600' };
    const first = (await served.post('/register', spec)).json<MutationResultDto>();
    const again = await served.post('/register', spec);
    expect(again.status).toBe(200);
    expect(again.json<MutationResultDto>().processes?.[0]?.pid).toBe(first.processes?.[0]?.pid);
    const other = await served.post('/register', { ...spec, command: 'sleep 601' });
    expect(other.status).toBe(409);
    expect(other.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_PROCESS_CONFLICT', hint: expect.stringContaining('update') });
  });

  it('takes the unified form too', async () => {
    expect((await served.post('/register', { type: 'process', spec: { name: 'unified', command: 'sleep 600' } })).status).toBe(200);
    expect(existsSync(programs('unified.toml'))).toBe(true);
  });

  it('of a program that does not start leaves the file, and says why', async () => {
    const answer = await served.post('/register', { name: 'broken', command: "sh -c 'exit 9'", start_duration: '5s' });
    expect(answer.status).toBe(422);
    expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_START_FAILED', exit_code: 9 });
    expect(existsSync(programs('broken.toml'))).toBe(true);
  });

  it('writes nothing for a spec that is refused', async () => {
    expect((await served.post('/register', { name: '../evil', command: 'true' })).status).toBe(400);
    expect((await served.post('/register', { name: 'evil', command: 'true', work_dir: 'relative' })).status).toBe(400);
    expect(readdirSync(served.scratch.path)).not.toContain('evil.toml');
    expect(readdirSync(programs())).not.toContain('evil.toml');
  });
});

describe('POST /update', () => {
  it('replaces definition and file, restarting only where a changed field needs it', async () => {
    await served.post('/register', { name: 'changing', command: 'sleep 600', priority: 1 });
    const { pid } = await statusOf('changing');
    const quiet = await served.post('/update', { name: 'changing', command: 'sleep 600', priority: 2 });
    expect(quiet.status).toBe(200);
    expect(quiet.json<ChangeResultDto>()).toMatchObject({ ok: true, updated: ['changing'], restarted: [] });
    expect((await statusOf('changing')).pid).toBe(pid);
    const loud = await served.post('/update', { name: 'changing', command: 'sleep 601', priority: 2 });
    expect(loud.json<ChangeResultDto>()).toMatchObject({ updated: [], restarted: ['changing'] });
    expect((await statusOf('changing')).pid).not.toBe(pid);
    expect(readFileSync(programs('changing.toml'), 'utf8')).toContain('command = "sleep 601"');
    expect((await reload()).unchanged).toContain('changing');
  });

  it('keeps the format of a file that was written by hand', async () => {
    expect((await served.post('/update', { name: 'from-file', command: 'sleep 602' })).status).toBe(200);
    expect(readFileSync(programs('from-file.yaml'), 'utf8')).toContain('command: sleep 602');
    expect(existsSync(programs('from-file.toml'))).toBe(false);
  });

  it('scaling touches only the added and the removed instances', async () => {
    await served.post('/register', { name: 'scaled', command: 'sleep 600', instances: 2 });
    const { pid } = await statusOf('scaled-1');
    const grown = await served.post('/update', { name: 'scaled', command: 'sleep 600', instances: 3 });
    expect(grown.json<ChangeResultDto>()).toMatchObject({ added: ['scaled-3'], restarted: [], removed: [] });
    const shrunk = await served.post('/update', { name: 'scaled', command: 'sleep 600', instances: 2 });
    expect(shrunk.json<ChangeResultDto>()).toMatchObject({ added: [], restarted: [], removed: ['scaled-3'] });
    expect((await statusOf('scaled-1')).pid).toBe(pid);
  });

  it('unknown name is 404', async () => {
    const answer = await served.post('/update', { name: 'nobody', command: 'true' });
    expect(answer.status).toBe(404);
    expect(answer.json<ProblemDto>().code).toBe('PROVISR_PROCESS_NOT_FOUND');
  });
});

describe('POST /unregister', () => {
  it('stops it and removes the file', async () => {
    await served.post('/register', { name: 'gone', command: 'sleep 600' });
    const { pid } = await statusOf('gone');
    const answer = await served.post('/unregister?name=gone');
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({ ok: true, removed: ['gone'] });
    expect(existsSync(programs('gone.toml'))).toBe(false);
    expect((await served.get('/status?name=gone')).status).toBe(404);
    expect(() => globalThis.process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('by wildcard removes all it means, and nothing that it does not', async () => {
    await served.post('/register', { name: 'many-a', command: 'sleep 600' });
    await served.post('/register', { name: 'many-b', command: 'sleep 600' });
    expect((await served.post('/unregister?wildcard=many-*')).json()).toEqual({ ok: true, removed: ['many-a', 'many-b'] });
    expect((await served.post('/unregister?wildcard=many-*')).json()).toEqual({ ok: true, removed: [] });
  });

  it('unknown name is 404; one instance of several is refused', async () => {
    expect((await served.post('/unregister?name=nobody')).status).toBe(404);
    await served.post('/register', { name: 'pair', command: 'sleep 600', instances: 2 });
    expect((await served.post('/unregister?name=pair-1')).status).toBe(400);
    expect((await served.post('/unregister')).status).toBe(400);
  });
});

describe('config-inline processes are protected: 409', () => {
  it.each(['name=inline', 'name=inline-1', 'base=inline', 'wildcard=inl*', 'wildcard=*', 'wildcard=inline-2'])(
    'POST /unregister?%s',
    async (query) => {
      await served.post('/register', { name: 'bystander', command: 'sleep 600' });
      const answer = await served.post(`/unregister?${query}`);
      expect(answer.status).toBe(409);
      expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_PROCESS_PROTECTED', error: expect.stringContaining('config.toml') });
      expect(await statusOf('inline-1')).toMatchObject({ running: true });
      expect(await statusOf('bystander')).toMatchObject({ running: true });
    },
  );

  it.each([
    ['/register', { name: 'inline', command: 'sleep 600', instances: 2 }],
    ['/register', { name: 'inline', command: 'sleep 601' }],
    ['/register', { name: 'inline-1', command: 'sleep 600' }],
    ['/update', { name: 'inline', command: 'sleep 601', instances: 2 }],
  ])('POST %s of %j', async (path, spec) => {
    const { pid } = await statusOf('inline-1');
    const answer = await served.post(path, spec);
    expect(answer.status).toBe(409);
    expect(existsSync(programs(`${spec.name}.toml`))).toBe(false);
    expect((await statusOf('inline-1')).pid).toBe(pid);
  });

  it('POST /update through the name of an instance is no way around', async () => {
    expect([404, 409]).toContain((await served.post('/update', { name: 'inline-1', command: 'sleep 601' })).status);
    expect(await statusOf('inline-1')).toMatchObject({ running: true });
  });
});

describe('POST /reload', () => {
  it('says what changed, and leaves the rest untouched', async () => {
    await reload();
    const { pid } = await statusOf('inline-1');
    writeFileSync(programs('new.json'), JSON.stringify({ type: 'process', spec: { name: 'new', command: 'sleep 600' } }));
    expect(await reload()).toMatchObject({ ok: true, added: ['new'], removed: [], restarted: [], updated: [] });
    expect(await statusOf('new')).toMatchObject({ running: true });
    writeFileSync(programs('new.json'), JSON.stringify({ type: 'process', spec: { name: 'new', command: 'sleep 601' } }));
    expect(await reload()).toMatchObject({ added: [], removed: [], restarted: ['new'] });
    rmSync(programs('new.json'));
    expect(await reload()).toMatchObject({ added: [], removed: ['new'], restarted: [] });
    expect((await served.get('/status?name=new')).status).toBe(404);
    expect((await statusOf('inline-1')).pid).toBe(pid);
  });

  it('of a configuration with mistakes is 422 with file and line of each, and changes nothing', async () => {
    const before = readFileSync(served.configFile, 'utf8');
    const { pid } = await statusOf('inline-1');
    writeFileSync(served.configFile, `${before}\n[[processes]]\n[processes.spec]\nname = "x"\ncomand = "true"\n\n[sever]\n`);
    try {
      const answer = await served.post('/reload');
      expect(answer.status).toBe(422);
      const problem = answer.json<ProblemDto>();
      expect(problem.code).toBe('PROVISR_CONFIG_INVALID');
      const lines = before.split('\n').length;
      expect(problem.errors).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ file: served.configFile, line: lines + 4, suggestion: expect.stringContaining('command') }),
          expect.objectContaining({ file: served.configFile, line: lines + 6, suggestion: expect.stringContaining('server') }),
        ]),
      );
      expect((await statusOf('inline-1')).pid).toBe(pid);
      expect((await served.get('/status?name=x')).status).toBe(404);
    } finally {
      writeFileSync(served.configFile, before);
    }
  });

  it('skips a bad file of the programs directory, with a warning: the running version stays', async () => {
    await served.post('/register', { name: 'staying', command: 'sleep 600' });
    const { pid } = await statusOf('staying');
    const good = readFileSync(programs('staying.toml'), 'utf8');
    writeFileSync(programs('staying.toml'), 'type = "process"\n[spec\n');
    const changes = await reload();
    expect(changes.removed).toEqual([]);
    expect(changes.warnings?.join('\n')).toContain('staying.toml');
    expect(await statusOf('staying')).toMatchObject({ running: true, pid });
    writeFileSync(programs('staying.toml'), good);
    expect((await reload()).warnings).toBeUndefined();
  });
});
