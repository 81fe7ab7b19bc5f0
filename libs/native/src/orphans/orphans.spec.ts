import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { waitFor } from '#testing';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { Orphans } from './orphans.js';
import type { Zombie } from './wait-calls.js';

const library = loadLibrary();

describe.skipIf('reason' in library)('orphans', () => {
  let orphans: Orphans | null = null;

  afterEach(() => orphans?.close());

  /** A shell that leaves a child behind and tells its PID. */
  async function leaveBehind(script: string, awaited: Set<number>): Promise<number> {
    const shell = spawn('sh', ['-c', `(${script}) & echo $!`], { stdio: ['ignore', 'pipe', 'inherit'] });
    awaited.add(shell.pid!);
    const said = await new Promise<string>((resolve) => shell.stdout.once('data', (data: Buffer) => resolve(String(data))));
    return Number(said);
  }

  it('come to the subreaper, tell exactly how they end, and leave no zombie', async () => {
    const ended: Zombie[] = [];
    const awaited = new Set<number>();
    orphans = new Orphans(library as NativeLibrary, { isAwaited: (pid) => awaited.has(pid), ended: (zombie) => ended.push(zombie) });
    expect(orphans.adopt()).toBe(true);

    const exits = await leaveBehind('exec >/dev/null; sleep 0.1; exit 23', awaited);
    const dies = await leaveBehind('exec >/dev/null; sleep 0.1; kill -SEGV $(exec sh -c "echo \\$PPID")', awaited);

    await waitFor(() => ended.length === 2);
    expect(ended).toEqual(
      expect.arrayContaining([
        { pid: exits, code: 23, signal: null },
        { pid: dies, code: null, signal: 'SIGSEGV' },
      ]),
    );
    await waitFor(() => !existsSync(`/proc/${exits}`) && !existsSync(`/proc/${dies}`));
  });

  it('leaves children of others to them', async () => {
    const ended: Zombie[] = [];
    const child = spawn('sh', ['-c', 'exit 5']);
    orphans = new Orphans(library as NativeLibrary, { isAwaited: (pid) => pid === child.pid, ended: (zombie) => ended.push(zombie) });
    orphans.adopt();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(5);
    expect(ended).toEqual([]);
  });
});
