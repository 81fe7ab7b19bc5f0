import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../run.js';
import { processIo } from '../terminal/process-io.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-register-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function provisr(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const exit = await run(argv, (flags) => ({
    ...processIo(flags),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    hasColour: false,
    env: { PROVISR_HOME: join(directory, 'home') },
    cwd: directory,
  }));
  return { exit, out, err };
}

const path = (...names: string[]): string => join(directory, ...names);

/** A configuration with one process of its own and the programs directory `programs`. */
async function configuration(): Promise<void> {
  await writeFile(path('config.toml'), '[[processes]]\n[processes.spec]\nname = "inline"\ncommand = "true"\ninstances = 2\n');
}

describe('register --config', () => {
  beforeEach(configuration);

  it('writes a file that loads, private and in the unified form', async () => {
    const flags = ['--work-dir', '/app', '--log-dir', 'logs', '--auto-start', '--env', 'A=1'];
    const { exit, out } = await provisr('register', '--config', 'config.toml', '--name', 'web', '--command', 'python app.py', ...flags);
    expect({ exit, out }).toEqual({
      exit: 0,
      out: `registered in ${path('programs', 'web.toml')}\na running daemon takes it over with 'provisr reload'\n`,
    });
    expect((await stat(path('programs', 'web.toml'))).mode & 0o777).toBe(0o600);
    const text = await readFile(path('programs', 'web.toml'), 'utf8');
    expect(text).toMatch(/^type = "process"\n\n\[spec\]\nname = "web"\n/);
    expect(text).toContain('auto_restart = true');
    expect(text).toContain(`dir = "${path('logs')}"`);
    expect((await provisr('validate', 'config.toml')).out).toContain('2 processes');
  });

  it('is fine with the same again and refuses another of that name', async () => {
    const same = ['register', '--config', 'config.toml', '--name', 'web', '--command', 'sleep 1'];
    expect((await provisr(...same)).exit).toBe(0);
    expect((await provisr(...same)).exit).toBe(0);
    const { exit, err } = await provisr('register', '--config', 'config.toml', '--name', 'web', '--command', 'sleep 2');
    expect(exit).toBe(5);
    expect(err).toContain(`"web" is already registered in ${path('programs', 'web.toml')}`);
  });

  it.each([
    [['register', '--name', 'inline', '--command', 'true'], 5, /"inline" is defined in .*config\.toml/],
    [['unregister', '--name', 'inline'], 5, /"inline" is defined in .*config\.toml/],
    [['unregister', '--name', 'inline-2'], 5, /"inline" is defined in .*config\.toml/],
    [['register', '--name', 'inline-1', '--command', 'true'], 5, /instance name "inline-1" of "inline"/],
    [['unregister', '--name', 'none'], 4, /"none" is not registered/],
    [['register', '--name', '../x', '--command', 'true'], 2, /name/],
    [['register', '--name', 'web', '--command', "sh -c 'unclosed"], 2, /command/],
    [['register', '--name', 'web'], 2, /--command <command>' not specified/],
  ])('%j exits %i', async (argv, code, message) => {
    const { exit, err } = await provisr(...argv, '--config', 'config.toml');
    expect(exit).toBe(code);
    expect(err).toMatch(message);
    await expect(readdir(path('programs'))).rejects.toThrow('ENOENT');
  });

  it('refuses a name that is an instance of another', async () => {
    await provisr('register', '--config', 'config.toml', '--name', 'web', '--command', 'true', '--instances', '2');
    expect((await provisr('register', '--config', 'config.toml', '--name', 'web-1', '--command', 'true')).exit).toBe(5);
  });

  it('removes all instances or none', async () => {
    await provisr('register', '--config', 'config.toml', '--name', 'web', '--command', 'true', '--instances', '2');
    const { exit, err } = await provisr('unregister', 'web-1', '--config', 'config.toml');
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining('only 1 of the 2 instances of "web"') as string });
    expect(await readdir(path('programs'))).toEqual(['web.toml']);
  });

  it('leaves nothing behind where the directory cannot be made', async () => {
    await writeFile(path('config.toml'), 'programs_directory = "file/programs"\n');
    await writeFile(path('file'), 'x');
    const { exit, err } = await provisr('register', '--config', 'config.toml', '--name', 'web', '--command', 'true');
    expect(exit).not.toBe(0);
    expect(err).toMatch(/^error: .*file/);
    expect(await readdir(directory)).toEqual(['config.toml', 'file']);
  });

  it('is undone by unregister, whatever the file is called', async () => {
    await mkdir(path('programs'));
    await writeFile(path('programs', 'other-name.yaml'), 'type: process\nspec:\n  name: web\n  command: "true"\n');
    await writeFile(path('programs', 'broken.json'), '{');
    expect((await provisr('unregister', 'web', '--config', 'config.toml')).exit).toBe(0);
    expect((await provisr('unregister', 'broken', '--config', 'config.toml')).exit).toBe(0);
    expect(await readdir(path('programs'))).toEqual([]);
  });
});

describe('register-file', () => {
  beforeEach(configuration);

  it.each([
    [
      'flat.json',
      '{"name":"web-server","command":"python app.py","work_dir":"/app","auto_restart":true,"log":{"file":{"dir":"/var/log"}}}',
    ],
    [
      'unified.yaml',
      'type: process\nspec:\n  name: web-server\n  command: python app.py\n  work_dir: /app\n  auto_restart: true\n  log:\n    dir: /var/log\n',
    ],
    ['flat.toml', 'name = "web-server"\ncommand = "python app.py"\nwork_dir = "/app"\nauto_restart = true\nlog.dir = "/var/log"\n'],
  ])('takes %s', async (name, text) => {
    await writeFile(path(name), text);
    expect((await provisr('register-file', '--file', name, '--config', 'config.toml')).exit).toBe(0);
    const written = await readFile(path('programs', 'web-server.toml'), 'utf8');
    for (const part of ['command = "python app.py"', 'work_dir = "/app"', 'auto_restart = true', 'dir = "/var/log"'])
      expect(written).toContain(part);
  });

  it('reads relative paths against the directory of the file', async () => {
    await mkdir(path('sub'));
    await writeFile(path('sub', 'web.json'), '{"name":"web","command":"true","work_dir":"data"}');
    await provisr('register-file', '--file', 'sub/web.json', '--config', 'config.toml');
    expect(await readFile(path('programs', 'web.toml'), 'utf8')).toContain(`work_dir = "${path('sub', 'data')}"`);
  });

  it.each([
    ['missing.json', null, 7],
    ['broken.json', '{"name": "x"', 7],
    ['nameless.json', '{"command":"true"}', 2],
    ['unknown.json', '{"name":"x","command":"true","comand":"y"}', 2],
  ])('%s exits %s', async (name, text, code) => {
    if (text !== null) await writeFile(path(name), text);
    expect((await provisr('register-file', '--file', name, '--config', 'config.toml')).exit).toBe(code);
  });
});
