import { useSignal } from '@preact/signals';
import type { CronjobStatusDto, CronRunDto } from '#contract';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { processHref } from '../parts/place.js';
import { momentText, tookText } from '../parts/wording.js';
import { ResultBadge } from './job-badges.js';

/** Runs shown at first, and with each further press. */
const SOME = 25;

/** The runs there were, the latest first. Asked for again when the job tells of another one. */
export function RunHistory({ job }: { readonly job: CronjobStatusDto }) {
  const { name, next_run_at: next, last_run: last, running } = job;
  const count = useSignal(SOME);
  const key = [name, next, last?.started_at, last?.ended_at, running.length].join(' ');
  const { answer, error } = useAsked((signal) => ask('cronjobHistory', { name }, { signal }), key);
  const runs = answer ?? [];
  return (
    <section class="card" aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      {error !== null && <p class="warning">{error}</p>}
      {answer !== null && runs.length === 0 && <p>None yet.</p>}
      {runs.length > 0 && <RunTable runs={runs.slice(0, count.value)} />}
      {runs.length > count.value && (
        <button type="button" onClick={() => (count.value += SOME)}>
          Older
        </button>
      )}
    </section>
  );
}

function RunTable({ runs }: { readonly runs: readonly CronRunDto[] }) {
  return (
    <div class="runs" tabIndex={0} role="region" aria-label="Table of runs">
      <table>
        <thead>
          <tr>
            {['Started', 'Result', 'Exit', 'Duration', 'By', 'Log'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={`${run.due_at} ${run.process ?? ''} ${run.started_at ?? ''}`} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Run({ run }: { readonly run: CronRunDto }) {
  const { started_at: startedAt, due_at: dueAt, duration_seconds: seconds, process, reason, ticks } = run;
  return (
    <tr>
      <th scope="row">
        <time dateTime={startedAt ?? dueAt}>{momentText(startedAt ?? dueAt)}</time>
      </th>
      <td>
        <ResultBadge result={run.result} />
        {(reason !== null || ticks > 1) && (
          <span class="remark"> {[...(ticks > 1 ? [`${ticks} times`] : []), reason ?? ''].join(': ')}</span>
        )}
      </td>
      <td>{run.exit_signal ?? run.exit_code ?? '–'}</td>
      <td>{seconds === null ? '–' : tookText(seconds)}</td>
      <td>{run.trigger === 'manual' ? 'hand' : 'schedule'}</td>
      <td>
        {process === null ? (
          '–'
        ) : (
          <a href={processHref(process)} aria-label={`Log of ${process}`}>
            {process}
          </a>
        )}
      </td>
    </tr>
  );
}
