import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtEnvironment, endMarked, MARK_VARIABLE, newMark, type ScratchDirectory, scratchDirectory } from '#testing';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface PackageFile {
  readonly exports: Readonly<Record<string, { readonly types?: string }>>;
  readonly scripts: Readonly<Record<string, string>>;
}

let scratch: ScratchDirectory;
let mark: string;
let files: readonly string[];
const run = promisify(execFile);
const here = (...names: string[]): string => join(scratch.path, ...names);

/** The package as npm would publish it, beside the dependencies that are installed here. */
beforeAll(async () => {
  scratch = scratchDirectory('packed');
  mark = newMark();
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', scratch.path], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  files = packed?.files.map(({ path }) => path) ?? [];
  await run('tar', ['xzf', here(packed?.filename ?? ''), '-C', scratch.path]);
  symlinkSync(join(ROOT, 'node_modules'), here('node_modules'));
});

afterAll(async () => {
  await endMarked(mark);
  scratch.remove();
});

const provisr = async (...args: string[]): Promise<string> => {
  const env = { ...builtEnvironment(), [MARK_VARIABLE]: mark };
  return (await run(process.execPath, [here('package/bin/provisr.mjs'), ...args], { cwd: scratch.path, env })).stdout;
};

describe('the package', () => {
  it('holds no sources, tests and fixtures of ours, and what users read', () => {
    expect(files.filter((path) => /(^|\/)(test|tools|fixtures|node_modules)\/|[.]spec[.]|(?<![.]d)[.]ts$/.test(path))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'bin/provisr.mjs', 'config/provisr.schema.json']),
    );
  });

  it('has no door but its exports, and runs nothing when it is installed', async () => {
    const { exports, scripts } = JSON.parse(readFileSync(here('package/package.json'), 'utf8')) as PackageFile;
    expect(['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => name in scripts)).toEqual([]);
    scratch.write(
      'package/ask.mjs',
      `for (const name of process.argv.slice(2)) console.log(await import(name).then(() => 'open', ({ code }) => code));`,
    );
    const open = Object.keys(exports).filter((path) => exports[path]?.types !== undefined);
    const shut = ['dist/libs/core/src/index.js', 'dist/src/daemon/bootstrap.js', 'bin/provisr.mjs', 'contract', 'daemon'];
    const ask = async (paths: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await run(process.execPath, [here('package/ask.mjs'), ...paths.map((path) => join('provisr', path))]);
      return stdout.trim().split('\n');
    };
    expect(await ask(open)).toEqual(open.map(() => 'open'));
    expect(await ask(shut)).toEqual(shut.map(() => 'ERR_PACKAGE_PATH_NOT_EXPORTED'));
  });

  it('is complete: serve, validate, register, status and stop-daemon find all they load', async () => {
    scratch.write(
      'config.toml',
      '[server]\nlisten = "none"\nsocket = "s.sock"\n[[processes]]\n[processes.spec]\nname = "web"\ncommand = "sleep 600"\n',
    );
    expect(await provisr('version')).toMatch(/^provisr \d/);
    expect(await provisr('register', '--name', 'kept', '--command', 'sleep 600', '--config', 'config.toml')).toContain('kept.toml');
    expect(await provisr('validate', 'config.toml')).toContain('2 processes');
    expect(await provisr('serve', 'config.toml', '--daemonize')).toMatch(/^Daemon started with PID \d+\n$/);
    expect(await provisr('status', '--config', 'config.toml')).toMatch(/^kept +running .*\nweb +running /m);
    expect(await provisr('stop-daemon', '--config', 'config.toml')).toContain('has stopped');
  });
});
