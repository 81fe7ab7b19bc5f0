import { expect, it } from 'vitest';
import { loadLibrary } from '../library/load-library.js';
import { trimHeap } from './trim-heap.js';

const library = loadLibrary();

it.skipIf('reason' in library)('gives back what was freed', () => {
  if ('reason' in library) return;
  const isGlibc = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header.glibcVersionRuntime !== undefined;
  expect(trimHeap(library)).toBe(isGlibc);
});
