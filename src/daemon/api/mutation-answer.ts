import { isProvisrError, type Outcome, ProvisrError, type WaitOptions } from '#core';
import { fromStatus, type MutationResultDto } from '#contract';

/**
 * The answer to an operation on processes, when all of them did what was asked.
 * @throws ProvisrError the error of the one that did not; of several the first, with `processes` that lists each
 */
export function answerOf(outcomes: readonly Outcome[], { waitMs }: WaitOptions): MutationResultDto {
  const failed = outcomes.flatMap(({ error }) => error ?? []);
  const [first] = failed;
  if (first !== undefined) throw outcomes.length === 1 ? first : summary(first, failed.length, outcomes);
  return {
    ok: true,
    ...(outcomes.length === 0 ? {} : { processes: outcomes.map(({ status }) => fromStatus(status)) }),
    ...(waitMs === 0 ? { pending: true } : {}),
  };
}

function summary(first: Error, count: number, outcomes: readonly Outcome[]): ProvisrError {
  const code = isProvisrError(first) ? first.code : 'PROVISR_UNEXPECTED';
  return new ProvisrError(code, `${count} of ${outcomes.length} processes: ${first.message}`, {
    cause: first,
    details: { ...(isProvisrError(first) ? first.details : {}), processes: outcomes.map(outcomeDetail) },
  });
}

function outcomeDetail({ status, error }: Outcome): Readonly<Record<string, unknown>> {
  if (error === null) return { name: status.name, ok: true };
  return { name: status.name, ok: false, error: error.message, ...(isProvisrError(error) ? { code: error.code, ...error.details } : {}) };
}
