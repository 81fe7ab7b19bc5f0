import { readFile } from 'node:fs/promises';
import { ProvisrError } from '../errors.js';
import { runForOutput } from './run-for-output.js';

/** What passwd(5) says of a user. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** The entry by name or number: from the file first, then from whatever name service getent(1) asks. */
async function databaseEntry(database: 'passwd' | 'group', key: string): Promise<string[] | null> {
  const matches = (line: string): boolean => {
    const fields = line.split(':');
    return fields[0] === key || fields[2] === key;
  };
  const local = await readFile(`/etc/${database}`, 'utf8').catch(() => '');
  const line = local.split('\n').find(matches) ?? (await runForOutput('getent', [database, key])).split('\n').find(matches);
  return line?.split(':') ?? null;
}

/** @throws ProvisrError PROVISR_SPAWN_FAILED for an unknown user */
export async function lookUpUser(user: string): Promise<Account> {
  const fields = await databaseEntry('passwd', user);
  if (!fields)
    throw new ProvisrError('PROVISR_SPAWN_FAILED', `unknown user "${user}"`, {
      hint: 'set user to a name or number of the passwd database',
      details: { user },
    });
  return { name: fields[0]!, uid: Number(fields[2]), gid: Number(fields[3]), home: fields[5] || '/', shell: fields[6] || '/bin/sh' };
}

/** @throws ProvisrError PROVISR_SPAWN_FAILED for an unknown group */
export async function lookUpGroup(group: string): Promise<number> {
  const fields = await databaseEntry('group', group);
  if (!fields)
    throw new ProvisrError('PROVISR_SPAWN_FAILED', `unknown group "${group}"`, {
      hint: 'set group to a name or number of the group database',
      details: { group },
    });
  return Number(fields[2]);
}
