import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderPlugins } from '../render/plugin-table.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

/** Shows the plugins of the daemon. */
export async function plugins(client: Client, io: Io): Promise<ExitCode> {
  const found = await client.daemon.plugins();
  await print(io, found, () => renderPlugins(io, found));
  return EXIT_OK;
}
