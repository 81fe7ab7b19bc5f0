import { type FileHandle, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, messageOf, ProvisrError } from '#core';

/** An edit takes milliseconds: what is older was left by one that was killed, ms. */
const ABANDONED_MS = 10_000;
const LOOK_AGAIN_MS = 25;

/** The text of a file. @throws ProvisrError PROVISR_CONFIG_NOT_FOUND */
export async function readFileToEdit(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT')
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `cannot read ${path}: ${messageOf(error)}`, { cause: error });
    throw new ProvisrError('PROVISR_CONFIG_NOT_FOUND', `there is no ${path}`, { hint: 'name the configuration with --config' });
  }
}

/**
 * Replaces a file by what `edit` makes of its text: in one step, for one editor at a time, and with the owner and mode it had. A
 * symbolic link stays one.
 * @throws what `edit` throws, and then nothing has changed; ProvisrError PROVISR_CONFIG_NOT_FOUND, PROVISR_CONFIG_INVALID
 */
export async function editFile(path: string, edit: (text: string) => string): Promise<void> {
  await readFileToEdit(path);
  const file = await realpath(path);
  const temporary = join(dirname(file), `.${basename(file)}.edit`);
  const handle = await openAlone(temporary);
  try {
    const { mode, uid, gid } = await stat(file);
    const text = edit(await readFileToEdit(file));
    await handle.chmod(mode & 0o7777);
    // Only root can give files away; for anybody else it is their own anyway, or stays so.
    await handle.chown(uid, gid).catch(() => undefined);
    await handle.writeFile(text);
    await handle.sync();
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** The new file is the lock too: whoever has made it may edit. */
async function openAlone(temporary: string): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(temporary, 'wx', 0o600);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') {
        throw new ProvisrError('PROVISR_CONFIG_INVALID', `cannot write ${temporary}: ${messageOf(error)}`, { cause: error });
      }
    }
    if (await isAbandoned(temporary)) await unlink(temporary).catch(() => undefined);
    else await sleep(LOOK_AGAIN_MS);
  }
}

async function isAbandoned(temporary: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(temporary)).mtimeMs > ABANDONED_MS;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
