import { ProvisrError } from '#core/errors';
import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import { renderWhy } from '../render/why.js';
import type { Io } from '../terminal/io.js';

/** Of which process. */
export interface WhyArgs {
  readonly name?: string;
  readonly json?: boolean;
}

/** Tells why a process is as it is, and what happens next. */
export async function why(client: Client, io: Io, { name, json }: WhyArgs): Promise<ExitCode> {
  if (name === undefined) throw new ProvisrError('PROVISR_USAGE_INVALID', 'why needs a name', { hint: "'provisr status' lists the names" });
  const answer = await client.processes.why(name);
  await print(json === true ? { ...io, format: 'json' } : io, answer, () => renderWhy(io, answer));
  return EXIT_OK;
}
