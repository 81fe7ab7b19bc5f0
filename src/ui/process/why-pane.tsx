import type { StatusDto, WhyStepDto } from '#contract';
import { ask } from '../api/request.js';
import { now } from '../store/now.js';
import { momentText } from '../parts/wording.js';
import { useAsked } from '../parts/asked.js';

const AGAIN_MS = 5000;

/** Why it is as it is, asked again whenever that changes. */
export function WhyPane({ status }: { readonly status: StatusDto }) {
  const { name, state, pid, restarts, next_restart_at: next } = status;
  // It tells how long something still takes: as long as something is due it is asked again.
  const age = next === null ? 0 : Math.floor(now.value / AGAIN_MS);
  const key = [name, state, pid, restarts, next, age].join(' ');
  const { answer: why, error } = useAsked((signal) => ask('processWhy', { name }, { signal }), key);
  return (
    <section class="card why" aria-labelledby="why">
      <h2 id="why">Why</h2>
      {error !== null && <p class="warning">{error}</p>}
      {why !== null && (
        <>
          <p class="summary">{why.summary}.</p>
          <ol class="steps">
            {why.steps.map((step, index) => (
              <Step key={`${index}${step.text}`} step={step} />
            ))}
          </ol>
          <p class="next">
            <strong>Next:</strong> {why.next.text}
            {why.next.at === null ? '' : ` (at ${momentText(why.next.at)})`}.
          </p>
        </>
      )}
    </section>
  );
}

function Step({ step: { at, text } }: { readonly step: WhyStepDto }) {
  return (
    <li>
      {at === null ? (
        <span class="when" />
      ) : (
        <time class="when" dateTime={at}>
          {momentText(at)}
        </time>
      )}
      <span>{text}</span>
    </li>
  );
}
