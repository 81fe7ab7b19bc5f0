import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ProcessDefinitionDto } from '#contract';
import { originText } from '../define/origin-text.js';
import { unregister } from '../define/unregister.js';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { processHref } from '../parts/place.js';
import { may } from '../session/session.js';
import { latestEvents } from '../store/live-link.js';
import { instancesByBase } from '../store/process-store.js';
import { covered } from './covered.js';

/** How it is defined and where. Secrets are covered until somebody who may see them wants to; the daemon has left out what this person may not see. */
export function SpecPane({ name }: { readonly name: string }) {
  const age = useSignal(0);
  const fresh = latestEvents.value;
  useEffect(() => {
    if (fresh.some((event) => event.type === 'process.changed' && event.process === name)) age.value += 1;
  }, [fresh]);
  const { answer, error } = useAsked((signal) => ask('processDefinition', { name }, { signal }), `${name} ${age.value}`);
  const isUncovered = useSignal(false);
  return (
    <section class="card" aria-labelledby="spec">
      <div class="card-head">
        <h2 id="spec">Definition</h2>
        {answer !== null && answer.secrets.length > 0 && may('admin') && (
          <button type="button" aria-pressed={isUncovered.value} onClick={() => (isUncovered.value = !isUncovered.value)}>
            Show secrets
          </button>
        )}
        {answer?.changeable === true && may('admin') && <Changes definition={answer} name={name} />}
      </div>
      {error !== null && <p class="warning">{error}</p>}
      {answer !== null && <Keys definition={answer} isCovered={may('admin') && !isUncovered.value} />}
    </section>
  );
}

/** @param isCovered to whoever is no admin the daemon does not tell secrets */
function Keys({ definition, isCovered }: { readonly definition: ProcessDefinitionDto; readonly isCovered: boolean }) {
  const { spec, secrets } = definition;
  return (
    <>
      <p class="remark">{originText(definition)}</p>
      <dl class="spec">
        {Object.entries(isCovered ? covered(spec, secrets) : spec).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{textOf(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Changes({ definition, name }: { readonly definition: ProcessDefinitionDto; readonly name: string }) {
  const instances = instancesByBase.value.get(definition.name) ?? [];
  return (
    <>
      <a class="button" href={`${processHref(name)}?edit`}>
        Edit
      </a>
      <button
        type="button"
        onClick={() =>
          void unregister(
            definition,
            instances.map((each) => each.name),
          )
        }
      >
        Unregister
      </button>
    </>
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join('\n');
  return JSON.stringify(value, null, 1);
}
