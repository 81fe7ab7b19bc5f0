import { resolve } from 'node:path';
import type { MutationResultDto, StatusDto } from '#contract';
import { ProvisrError } from '#core/errors';
import type { Client, UsageOptions } from '#client';
import { programsOfConfig } from '../connect/config-names.js';
import { print } from '../render/print.js';
import { renderSummary } from '../render/status-summary.js';
import { renderStatuses } from '../render/status-table.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';

/** What to do with each process of a file. */
export interface FileOperation {
  /** By priority: the lowest first, or last as for stopping. */
  readonly order: 'first-first' | 'last-first';
  /** For people who wait: `stopping`. */
  readonly doing: string;
  readonly run: (name: string) => Promise<MutationResultDto>;
}

/**
 * Does it to one process of the file after the other, and prints them.
 * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND when the daemon does not know one; the others have been done
 */
export async function operateOnFile(client: Client, io: Io, config: string, operation: FileOperation): Promise<void> {
  const { known, missing } = await knownOf(client, io, config);
  if (operation.order === 'last-first') known.reverse();
  const processes: StatusDto[] = [];
  for (const name of known)
    processes.push(...((await withProgress(io, `${operation.doing} ${name}`, operation.run(name))).processes ?? []));
  await printMutation(io, { ok: true, processes });
  refuseMissing(missing, config);
}

/** Prints the processes of the file. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND when the daemon does not know one */
export async function statusOfFile(client: Client, io: Io, config: string): Promise<void> {
  const { known, missing, all } = await knownOf(client, io, config, { usage: true });
  const rows = all.filter((row) => known.includes(row.name) || known.includes(row.instance_of ?? ''));
  await print(io, rows, () => renderStatuses(io, rows) + renderSummary(io, rows));
  refuseMissing(missing, config);
}

/** The names of the file, and the statuses of all processes. */
interface KnownPrograms {
  readonly known: string[];
  readonly missing: readonly string[];
  readonly all: readonly StatusDto[];
}

async function knownOf(client: Client, io: Io, config: string, options: UsageOptions = {}): Promise<KnownPrograms> {
  const names = (await programsOfConfig(resolve(io.cwd, config))).map(({ name }) => name);
  const all = await client.processes.list(options);
  const isKnown = (name: string): boolean => all.some((row) => row.name === name || row.instance_of === name);
  return { known: names.filter(isKnown), missing: names.filter((name) => !isKnown(name)), all };
}

function refuseMissing(missing: readonly string[], config: string): void {
  if (missing.length === 0) return;
  throw new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `the daemon does not know ${missing.join(', ')}`, {
    hint: `'provisr start --config ${config}' starts them; 'provisr reload' when it is the daemon's own configuration`,
  });
}
