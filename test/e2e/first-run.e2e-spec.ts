import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_BIN, builtEnvironment } from '#testing';

/** Every Node on the PATH that is too old: the one that comes with npm scripts is not. */
function oldNodes(): string[] {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'node'));
  return candidates.filter((file) => {
    const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
    const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1]);
    return major < 22;
  });
}

describe('bin/provisr.mjs', () => {
  it.each(oldNodes())('says in one clear line that %s is too old', (node) => {
    for (const args of [['status'], ['--version'], ['serve', 'config.toml']]) {
      const { status, stdout, stderr } = spawnSync(node, [BUILT_BIN, ...args], { encoding: 'utf8', env: builtEnvironment() });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr.trimEnd().split('\n')).toEqual([
        expect.stringMatching(
          /^error: provisr needs Node\.js 22\.12 or newer, this is \d+\.\d+\.\d+ \(\/.+\): install Node\.js 24 .*PROVISR_NODE_UNSUPPORTED/,
        ),
      ]);
    }
  });

  it.each(['8.17.0', '12.22.12', '16.20.2', '18.20.8', '20.20.2', '22.11.0'])('counts %s as too old', (version) => {
    expect(underVersion(version)).toMatchObject({ status: 1, stderr: expect.stringContaining(`22.12 or newer, this is ${version}`) });
  });

  it.each(['22.12.0', '22.99.0', '23.0.0', '24.21.0', '100.0.0'])('runs on %s', (version) => {
    expect(underVersion(version)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^provisr \d/) });
  });

  it('is what engines says', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { engines: { node: string } };
    expect(engines.node).toBe('>=22.12');
  });
});

/** Runs the program as if this Node were another one. */
function underVersion(version: string): { status: number | null; stdout: string; stderr: string } {
  const pretend = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', preload, BUILT_BIN, 'version'], {
    encoding: 'utf8',
    env: builtEnvironment(),
  });
  return { status, stdout, stderr };
}
