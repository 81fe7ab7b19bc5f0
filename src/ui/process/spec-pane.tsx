import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';

/** How it is defined; the daemon has left out what this person may not see. */
export function SpecPane({ name }: { readonly name: string }) {
  const { answer, error } = useAsked((signal) => ask('processSpec', { name }, { signal }), name);
  return (
    <section class="card" aria-labelledby="spec">
      <h2 id="spec">Definition</h2>
      {error !== null && <p class="warning">{error}</p>}
      {answer !== null && (
        <dl class="spec">
          {Object.entries(answer).map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{textOf(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join('\n');
  return JSON.stringify(value, null, 1);
}
