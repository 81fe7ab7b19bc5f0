import type { CronjobStatusDto, CronRunDto } from '#contract';

/** Whether it runs, waits or is suspended, in words and a colour. */
export function JobBadge({ job: { running, suspended } }: { readonly job: CronjobStatusDto }) {
  return (
    <>
      {running.length > 0 && <span class="state running">{running.length === 1 ? 'running' : `${running.length} running`}</span>}
      {suspended && <span class="state backoff">suspended</span>}
    </>
  );
}

const TONE: Readonly<Record<NonNullable<CronRunDto['result']>, string>> = {
  succeeded: 'running',
  failed: 'failed',
  stopped: '',
  skipped: 'backoff',
  unknown: '',
};

/** How a run ended. */
export function ResultBadge({ result }: { readonly result: CronRunDto['result'] }) {
  return result === null ? <span class="state running">running</span> : <span class={`state ${TONE[result]}`}>{result}</span>;
}
