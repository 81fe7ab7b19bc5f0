import type { MutationResultDto } from '#contract';
import { print } from '../render/print.js';
import { renderStatuses } from '../render/status-table.js';
import type { Io } from '../terminal/io.js';

/** Prints the processes an operation concerned as they are now. */
export async function printMutation(io: Io, result: MutationResultDto): Promise<void> {
  await print(io, result, () => {
    const rows = result.processes ?? [];
    const text = rows.length === 0 ? 'nothing matched\n' : renderStatuses(io, rows);
    return result.pending === true ? `${text}asked for; not waited for the effect\n` : text;
  });
}
