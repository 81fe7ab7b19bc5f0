import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderChanges } from '../render/changes.js';
import { print } from '../render/print.js';
import { renderPreview } from '../render/reload-preview.js';
import type { Io } from '../terminal/io.js';

/** How to reload. */
interface ReloadArgs {
  readonly dryRun?: boolean;
}

/** Makes the daemon read its configuration again and prints the difference; with `dryRun` only what the difference would be. */
export async function reload(client: Client, io: Io, { dryRun = false }: ReloadArgs): Promise<ExitCode> {
  return dryRun ? preview(client, io) : apply(client, io);
}

async function apply(client: Client, io: Io): Promise<ExitCode> {
  const changes = await client.daemon.reload();
  await print(io, changes, () => renderChanges(io, changes));
  warn(io, changes.warnings);
  return EXIT_OK;
}

async function preview(client: Client, io: Io): Promise<ExitCode> {
  const found = await client.daemon.previewReload();
  await print(io, found, () => renderPreview(io, found));
  warn(io, found.result.warnings);
  return EXIT_OK;
}

function warn(io: Io, warnings: readonly string[] = []): void {
  for (const warning of io.format === 'table' ? warnings : []) io.err(`warning: ${warning}\n`);
}
