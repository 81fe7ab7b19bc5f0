import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { at } from './paths.mjs';

const TREES = ['libs', 'src', 'tools'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** Every file below `folder` (relative to the root), as paths relative to the root; none when the folder is absent. */
export function filesBelow(folder) {
  let entries;
  try {
    entries = readdirSync(at(folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The files the build compiles: what tsconfig.build.json includes. */
export function sourceFiles() {
  return TREES.flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.startsWith('src/ui/'))
    .toSorted((left, right) => (left < right ? -1 : 1));
}

/** A digest over names, sizes and modification times of everything that decides what the build writes. */
export function sourceStamp() {
  const hash = createHash('sha256');
  for (const path of [...SETTINGS, ...sourceFiles()]) {
    const { size, mtimeMs } = statSync(at(path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
