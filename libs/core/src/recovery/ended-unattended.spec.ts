import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processSpec, type ScratchDirectory, scratchDirectory, waitFor } from '#testing';
import type { ExitLedger } from '../exits/exit-ledger.js';
import { createManager } from '../manager/create-manager.js';
import type { Manager } from '../manager/manager.js';
import type { Program } from '../manager/process-manager.js';
import type { Exit } from '../process/exit.js';
import type { ProcessSpec } from '../process/spec.js';

describe('a process that ended while no manager was there', () => {
  let directory: ScratchDirectory;
  let managers: Manager[];

  beforeEach(() => {
    directory = scratchDirectory('ended-unattended');
    managers = [];
  });

  afterEach(async () => {
    await Promise.all(managers.map((manager) => manager.shutdown()));
    directory.remove();
  });

  const programOf = (more: Partial<ProcessSpec>): Program => ({
    spec: processSpec('web', join(directory.path, 'web.pid'), { argv: ['sleep', '60'], ...more }),
    origin: 'config',
    source: null,
  });

  function managerWith(exits?: ExitLedger): Manager {
    const manager = createManager({ stateDir: directory.path, ...(exits ? { exits } : {}) });
    managers.push(manager);
    return manager;
  }

  /** A first manager goes away, then its process ends, then a second one comes that knows how it ended. */
  async function endUnattended(exit: Exit, more: Partial<ProcessSpec>): Promise<{ manager: Manager; pid: number }> {
    const first = managerWith();
    await first.boot([programOf({ ...more, detached: true })]);
    const pid = await waitFor(() => first.status('web').pid);
    await first.shutdown();
    process.kill(pid, 'SIGKILL');
    await waitFor(() => !isThere(pid));
    const manager = managerWith({ isWatching: true, exitOf: (identity) => (identity.pid === pid ? { exit, at: Date.now() } : null) });
    await manager.boot([programOf(more)]);
    return { manager, pid };
  }

  function isThere(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  it('is at rest when its exit code says so', async () => {
    const { manager } = await endUnattended({ code: 0, signal: null, error: null }, { autoRestart: 'on-failure' });
    expect(manager.status('web')).toMatchObject({ state: 'stopped', pid: null, lastExit: { code: 0 }, restarts: 0 });
  });

  it('is restarted by its policy when it failed, and the restart counts', async () => {
    const { manager, pid } = await endUnattended(
      { code: 9, signal: null, error: null },
      { autoRestart: 'on-failure', restartIntervalMs: 0 },
    );
    const status = await waitFor(() => manager.status('web').state === 'running' && manager.status('web'));
    expect(status).toMatchObject({ lastExit: { code: 9 }, restarts: 1 });
    expect(status.pid).not.toBe(pid);
  });

  it('has failed for good when nobody restarts it', async () => {
    const { manager } = await endUnattended({ code: null, signal: 'SIGSEGV', error: null }, { autoRestart: 'never' });
    expect(manager.status('web')).toMatchObject({ state: 'failed', lastExit: { signal: 'SIGSEGV' } });
  });
});
