import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderChanges } from '../render/changes.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

/** Makes the daemon read its configuration again and prints the difference. */
export async function reload(client: Client, io: Io): Promise<ExitCode> {
  const changes = await client.daemon.reload();
  await print(io, changes, () => renderChanges(io, changes));
  for (const warning of io.format === 'table' ? (changes.warnings ?? []) : []) io.err(`warning: ${warning}\n`);
  return EXIT_OK;
}
