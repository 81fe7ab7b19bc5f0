import { ProvisrError } from '#core/errors';
import type { Client } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderCronjobs, renderRunLine, renderRuns } from '../render/cronjob-table.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

/** Which cronjob. */
export interface CronjobArgs {
  readonly name?: string;
}

/** Shows all cronjobs of the daemon and when they run next. */
export async function listCronjobs(client: Client, io: Io): Promise<ExitCode> {
  const jobs = await client.cronjobs.list();
  await print(io, jobs, () => renderCronjobs(io, jobs));
  return EXIT_OK;
}

/** Shows the past runs of one. */
export async function cronjobHistory(client: Client, io: Io, args: CronjobArgs): Promise<ExitCode> {
  const runs = await client.cronjobs.history(nameOf(args, 'history'));
  await print(io, runs, () => renderRuns(io, runs));
  return EXIT_OK;
}

/** Runs one now; does not wait for its end. */
export async function triggerCronjob(client: Client, io: Io, args: CronjobArgs): Promise<ExitCode> {
  const name = nameOf(args, 'trigger');
  const answer = await client.cronjobs.trigger(name);
  await print(io, answer, () => renderRunLine(io, name, answer.run));
  return EXIT_OK;
}

/** No further runs of one until it is resumed. */
export async function suspendCronjob(client: Client, io: Io, args: CronjobArgs): Promise<ExitCode> {
  const answer = await client.cronjobs.suspend(nameOf(args, 'suspend'));
  await print(io, answer, () => renderCronjobs(io, [answer.cronjob]));
  return EXIT_OK;
}

/** Lets the schedule of one count again. */
export async function resumeCronjob(client: Client, io: Io, args: CronjobArgs): Promise<ExitCode> {
  const answer = await client.cronjobs.resume(nameOf(args, 'resume'));
  await print(io, answer, () => renderCronjobs(io, [answer.cronjob]));
  return EXIT_OK;
}

function nameOf({ name }: CronjobArgs, command: string): string {
  if (name !== undefined) return name;
  throw new ProvisrError('PROVISR_USAGE_INVALID', `cron ${command} needs the name of a cronjob`, {
    hint: "'provisr cron list' shows the names",
  });
}
