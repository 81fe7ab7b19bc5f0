import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

// A clone as small as possible whose dependencies count as installed, so that npm is never called.
const CLONE = {
  'package.json': '{ "type": "module", "engines": { "node": ">=20" }, "dependencies": { "commander": "11" } }',
  'package-lock.json': '{ "packages": { "": { "dependencies": { "commander": "11" } } } }',
  'node_modules/.package-lock.json': '{ "packages": {} }',
  'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "rootDir": ".", "outDir": "dist", "declaration": true } }',
  'tsconfig.build.json': '{ "extends": "./tsconfig.json", "include": ["libs/**/*.ts", "src/**/*.ts"] }',
  'node_modules/nest-commander/package.json': '{ "name": "nest-commander", "version": "3.0.0", "license": "MIT" }',
  'node_modules/nest-commander/index.js': `exports.questions = require('inquirer'); exports.commander = () => require('commander');`,
  'node_modules/nest-commander/index.d.ts': 'export declare const questions: object; export declare const commander: () => void;',
  'src/cli/nest/commander.ts': `export { commander, questions } from 'nest-commander';`,
  'src/daemon/bootstrap.ts': `export { one } from '../../libs/core/src/one.js';`,
  'libs/core/src/one.ts': 'export const one = 1;',
  'libs/core/src/two.ts': 'export const two: number = 2;',
  'bin/provisr.mjs': `process.on('SIGTERM', () => process.exit(7));
    console.log(JSON.stringify(process.argv.slice(2)));
    if (process.argv.includes('--stay')) setInterval(() => {}, 1000); else process.exitCode = 5;`,
};

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

describe('first run', () => {
  let clone: string;

  beforeEach(async () => {
    clone = await mkdtemp(join(tmpdir(), 'provisr-first-run-'));
    for (const [path, content] of Object.entries(CLONE)) await write(path, content);
    for (const builder of ['typescript7', 'rolldown'])
      await symlink(join(ROOT, 'node_modules', builder), join(clone, 'node_modules', builder));
    await cp(join(ROOT, 'tools', 'first-run.mjs'), join(clone, 'tools', 'first-run.mjs'));
    await cp(join(ROOT, 'tools', 'first-run'), join(clone, 'tools', 'first-run'), { recursive: true });
  });

  afterEach(async () => {
    await rm(clone, { recursive: true, force: true });
  });

  it('builds, and builds again only after a change', async () => {
    expect((await run('build')).stderr).toMatch(/^provisr: built in \d+[.]\d s\n$/);
    expect((await run('build')).stderr).toBe('');
    await write('libs/core/src/two.ts', 'export const two = 22;');
    expect((await run('build')).stderr).toContain('built');
  });

  it('makes one file of the daemon', async () => {
    await run('build');
    const { one } = (await import(join(clone, 'dist/bundle/daemon.js'))) as { one: number };
    expect(one).toBe(1);
    expect(await readFile(join(clone, 'dist/bundle/LICENSES.txt'), 'utf8')).toContain('nest-commander 3.0.0');
  });

  it('makes one file of nest-commander, without what it is not asked for, and leaves to others what is installed beside it', async () => {
    await run('build');
    const made = (await import(join(clone, 'dist/bundle/nest-commander.js'))) as { questions: object; commander: () => void };
    expect(made.questions).toEqual({});
    expect(made.commander).toThrow("Cannot find module 'commander'");
  });

  it('removes what was compiled from a source that is gone', async () => {
    await run('build');
    await rm(join(clone, 'libs/core/src/two.ts'));
    await run('build');
    expect((await readdir(join(clone, 'dist/libs/core/src'))).toSorted()).toEqual(['one.d.ts', 'one.js']);
  });

  it('fails with the message of the compiler, and tries again the next time', async () => {
    await write('libs/core/src/two.ts', 'export const two: number = "two";');
    for (const again of [1, 2]) {
      const { code, stdout, stderr } = await run('build');
      expect(code, `attempt ${again}`).toBe(1);
      expect(stdout).toContain('two.ts');
      expect(stderr).toContain('provisr: error: the build failed');
    }
  });

  it('ends with the closing line when the tests could not be built', async () => {
    await write('libs/core/src/two.ts', 'export const two: number = "two";');
    const { code, stdout } = await run('test');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed, 0 skipped');
    expect(code).toBe(1);
  });

  it('starts the daemon with the sample configuration and hands on its exit code', async () => {
    const { code, stdout } = await run('start', '--logfile', 'x.log');
    expect(JSON.parse(stdout)).toEqual(['serve', '--config', 'config/config.toml', '--logfile', 'x.log']);
    expect(code).toBe(5);
  });

  it.each([[['mine.toml']], [['--config', 'mine.toml']], [['--config=mine.toml']]])('serves another configuration: %s', async (args) => {
    const { stdout } = await run('start', ...args);
    expect(JSON.parse(stdout)).toEqual(['serve', ...args]);
  });

  it('forwards SIGTERM to the daemon', async () => {
    const child = spawn(process.execPath, [join(clone, 'tools', 'first-run.mjs'), 'start', '--stay'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(7);
  });

  it('takes over the lock of one that was killed and leaves none behind', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    await write('.first-run.lock', String(dead.pid));
    expect((await run('build')).code).toBe(0);
    await expect(stat(join(clone, '.first-run.lock'))).rejects.toThrow('ENOENT');
  });

  it('waits for another one that builds in the same clone', async () => {
    const runs = await Promise.all([run('build'), run('build'), run('build')]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(runs.filter(({ stderr }) => stderr.includes('built in'))).toHaveLength(1);
  });

  it('names the steps it knows', async () => {
    const { code, stderr } = await run('strat');
    expect(stderr).toContain('one of: start, test, build, emit');
    expect(code).toBe(1);
  });

  async function write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), content);
  }

  function run(...args: string[]): Promise<Ended> {
    return new Promise((resolve) => {
      execFile(process.execPath, [join(clone, 'tools', 'first-run.mjs'), ...args], { cwd: clone }, (error, stdout, stderr) => {
        resolve({ code: error ? error.code : 0, stdout, stderr });
      });
    });
  }
});
