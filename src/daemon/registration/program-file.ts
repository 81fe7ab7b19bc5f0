import { access, link, open, rename, unlink } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { stringify as toToml } from 'smol-toml';
import { stringify as toYaml } from 'yaml';
import { errnoOf, makeDirectory, ProvisrError } from '#core';

/** Extension of the files we make; files that exist keep theirs. */
const NEW_FILE_EXTENSION = '.toml';
/** The environment of a program may hold secrets. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o750;
/** How link(2) says that the file system has none. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

const WRITERS: Readonly<Record<string, (content: object) => string>> = {
  '.toml': (content) => `${toToml(content)}\n`,
  '.json': (content) => `${JSON.stringify(content, null, 2)}\n`,
  '.yaml': (content) => toYaml(content),
  '.yml': (content) => toYaml(content),
};

/**
 * The file for a program that has none yet.
 * @throws ProvisrError PROVISR_PROCESS_CONFLICT when there is a file of that name: one that was left out for its mistakes
 */
export async function newProgramFile(directory: string, name: string): Promise<string> {
  for (const extension of Object.keys(WRITERS)) {
    const file = join(directory, name + extension);
    if (await exists(file)) {
      throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `${file} exists, but "${name}" is not known from it`, {
        hint: 'see what is wrong with it (provisr validate), or remove it',
      });
    }
  }
  return join(directory, name + NEW_FILE_EXTENSION);
}

/**
 * Writes a program in the unified `{type, spec}` form and the format of the file's extension. Whoever reads at any moment, and
 * whatever fails, there is the old content or the new one.
 */
export async function writeProgramFile(file: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await writeBeside(file, spec, (temporary) => rename(temporary, file));
}

/**
 * The same for a file that must not exist yet, also when somebody else is making it at this moment.
 * @throws ProvisrError PROVISR_PROCESS_CONFLICT
 */
export async function createProgramFile(file: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await writeBeside(file, spec, async (temporary) => {
    try {
      await link(temporary, file);
    } catch (cause) {
      if (errnoOf(cause) === 'EEXIST')
        throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `${file} has just been written by somebody else`, { cause });
      // A file system without hard links (vfat, some network ones): then the last one wins.
      if (!WITHOUT_LINKS.has(errnoOf(cause) ?? '')) throw cause;
      return rename(temporary, file);
    }
    await removeProgramFile(temporary);
  });
}

async function writeBeside(
  file: string,
  spec: Readonly<Record<string, unknown>>,
  putInPlace: (temporary: string) => Promise<void>,
): Promise<void> {
  const text = writerOf(file)({ type: 'process', spec });
  makeDirectory(dirname(file), DIRECTORY_MODE);
  // The extension keeps it from being taken for a program.
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w', FILE_MODE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(temporary);
  } catch (error) {
    await removeProgramFile(temporary);
    throw error;
  }
}

/** @throws ProvisrError PROVISR_PROCESS_CONFLICT for a format that a plugin reads, and nobody writes */
function writerOf(file: string): (content: object) => string {
  const writer = WRITERS[extname(file).toLowerCase()];
  if (writer !== undefined) return writer;
  throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `${file} is in a format that can only be read`, {
    hint: 'change it by hand, and reload',
  });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: unknown) => errnoOf(error) !== 'ENOENT',
  );
}

/** Removes a file; one that is not there is fine. */
export async function removeProgramFile(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
}
