import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '#testing';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { nativeMakeFifos } from './make-fifos.js';

const library = loadLibrary();

describe.skipIf('reason' in library)('nativeMakeFifos', () => {
  const directory = scratchDirectory('make-fifos');
  afterAll(() => directory.remove());

  it('makes FIFOs for this user alone, and says which it could not make', async () => {
    const makeFifos = nativeMakeFifos(library as NativeLibrary);
    const paths = ['one', 'two'].map((name) => join(directory.path, name));
    await makeFifos(paths);
    for (const path of paths) {
      expect(statSync(path).isFIFO()).toBe(true);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    const again = makeFifos([paths[0]!]);
    await expect(again).rejects.toMatchObject({ code: 'EEXIST', path: paths[0] });
    await expect(makeFifos([join(directory.path, 'no', 'such')])).rejects.toThrow(/ENOENT: .*mkfifo '.*\/no\/such'/);
  });
});
