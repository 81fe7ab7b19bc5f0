import { closeSync, existsSync, lstatSync, mkdtempSync, readSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ensureFifos, fifoPath, makeFifosByUtility, openReadEnd, openWriteEnd } from './fifo.js';

describe('FIFOs', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-fifo-'));
  });

  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('are made for their owner only, with missing directories', async () => {
    const paths = [fifoPath(join(dir, 'run', 'fifo'), 'web-1', 'stdout'), fifoPath(join(dir, 'run', 'fifo'), 'web-1', 'stderr')];
    await ensureFifos(paths);
    for (const path of paths) {
      expect(lstatSync(path).isFIFO()).toBe(true);
      expect(lstatSync(path).mode & 0o777).toBe(0o600);
    }
    expect(paths[0]).toBe(join(dir, 'run', 'fifo', 'web-1.stdout'));
  });

  it('are kept with what is in them, and only the missing ones made', async () => {
    const [one, two] = [join(dir, 'one'), join(dir, 'two')];
    await ensureFifos([one]);
    const end = openWriteEnd(one);
    writeSync(end, 'unread');
    const made: string[][] = [];
    const maker = (paths: readonly string[]): Promise<void> => makeFifosByUtility((made.push([...paths]), paths));
    await ensureFifos([one, two], maker);
    await ensureFifos([one, two], maker);
    expect(made).toEqual([[two]]);
    const reader = openReadEnd(one);
    const buffer = Buffer.alloc(16);
    expect(buffer.toString('utf8', 0, readSync(reader, buffer))).toBe('unread');
    closeSync(reader);
    closeSync(end);
  });

  it('refuses a path that is something else, naming it', async () => {
    const path = join(dir, 'web.stdout');
    writeFileSync(path, 'precious');
    await expect(ensureFifos([path])).rejects.toMatchObject({
      code: 'PROVISR_LOG_UNAVAILABLE',
      message: `${path} exists and is not a FIFO`,
    });
    const target = join(dir, 'target');
    await ensureFifos([target]);
    const link = join(dir, 'link');
    symlinkSync(target, link);
    await expect(ensureFifos([link])).rejects.toMatchObject({ code: 'PROVISR_LOG_UNAVAILABLE' });
    expect(() => openWriteEnd(link)).toThrow(/ELOOP/);
  });

  it('says why one could not be made', async () => {
    const path = join(dir, 'gone', 'web.stdout');
    const error = await ensureFifos([path], () => makeFifosByUtility([join(dir, 'missing-dir', 'x')])).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'PROVISR_LOG_UNAVAILABLE' });
    expect((error as Error).message).toContain(path);
    expect((error as Error).message).toMatch(/No such file/);
    expect(existsSync(path)).toBe(false);
  });
});
