import { ProvisrError, type ErrorCode, isProvisrError, messageOf } from '#core/errors';

/** What a daemon tells the command that started it, over Node's IPC channel: once, when it answers or when it cannot. */
export type ReadyMessage =
  | {
      readonly type: 'provisr.ready';
      readonly pid: number;
      readonly urls: readonly string[];
      /** What it would have printed without a parent. */
      readonly announcement: string;
    }
  | { readonly type: 'provisr.failed'; readonly error: FailureReport };

/** An error that has crossed a process border. */
export interface FailureReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** Whether a command waits for this process to be ready. */
export function hasWaitingParent(): boolean {
  return process.send !== undefined && process.connected;
}

/** Tells the waiting command; resolves when it has been handed over. A parent that is gone needs no answer. */
export function tellParent(message: ReadyMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!hasWaitingParent()) return resolve();
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

export function reportOf(error: unknown): FailureReport {
  const known = isProvisrError(error) ? error : null;
  return {
    code: known?.code ?? 'PROVISR_UNEXPECTED',
    message: messageOf(error),
    hint: known?.hint ?? null,
    details: known?.details ?? null,
  };
}

export function errorOf(report: FailureReport): ProvisrError {
  return new ProvisrError(report.code, report.message, {
    ...(report.hint === null ? {} : { hint: report.hint }),
    ...(report.details === null ? {} : { details: report.details }),
  });
}

/** The message of the daemon among whatever a child may send. */
export function asReadyMessage(value: unknown): ReadyMessage | null {
  const type = (value as { type?: unknown } | null)?.type;
  return type === 'provisr.ready' || type === 'provisr.failed' ? (value as ReadyMessage) : null;
}
