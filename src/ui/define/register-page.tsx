import { ask } from '../api/request.js';
import { ApiError } from '../api/api-error.js';
import { useAsked } from '../parts/asked.js';
import { guardLeaving } from '../parts/leave-guard.js';
import { notify } from '../parts/notices-store.js';
import { hrefOf, processHref } from '../parts/place.js';
import { may } from '../session/session.js';
import './define.css';
import { DefinitionForm } from './definition-form.js';
import type { FieldGroup } from './field.js';
import { readFields } from './read-fields.js';
import { useDraft } from './use-draft.js';

/** A process that is not known yet, to be defined for good. */
export function RegisterPage() {
  const { answer, error } = useAsked(readFields, '');
  return (
    <main class="process define">
      <nav aria-label="Where this is">
        <a href={hrefOf('processes')}>Processes</a> / <span aria-current="page">New</span>
      </nav>
      <h1>New process</h1>
      {error !== null && <p class="warning">{error}</p>}
      {answer === null ? error === null && <p>Asking what there is to say …</p> : <Form groups={answer} />}
    </main>
  );
}

const NOTHING: Readonly<Record<string, unknown>> = {};

function Form({ groups }: { readonly groups: readonly FieldGroup[] }) {
  const draft = useDraft(groups, NOTHING, 'What you wrote');
  if (!may('admin')) return <p class="warning">Defining processes needs the role admin.</p>;
  const register = async (): Promise<void> => {
    const name = draft.texts['name'] ?? '';
    const progress = notify({ tone: 'busy', text: `Registering ${name} …` });
    const outcome = await draft.handIn((body) =>
      ask('register', {}, { body }).then(
        ({ processes = [] }) => ({ shown: processes[0]?.name ?? name, failure: null }),
        (error: unknown) => {
          if (isKept(error)) return { shown: null, failure: error };
          throw error;
        },
      ),
    );
    if (outcome === null) return progress.become({ tone: 'bad', text: `${name} was not registered` });
    guardLeaving('');
    const { shown, failure } = outcome;
    if (failure === null) progress.become({ tone: 'good', text: `${name}: registered and started` });
    else progress.become({ tone: 'bad', text: `${name} is registered, but: ${failure.message}`, details: lastWords(failure) });
    location.hash = shown === null ? hrefOf('processes') : processHref(shown);
  };
  return (
    <>
      <p class="remark">It is written to a file of the programs directory, and started.</p>
      <DefinitionForm
        {...draft}
        isNameFixed={false}
        action="Register and start"
        onText={draft.write}
        onSubmit={() => void register()}
        onCancel={() => (location.hash = hrefOf('processes'))}
      />
    </>
  );
}

/** It was written before it was started: what fails at the start remains registered. */
function isKept(error: unknown): error is ApiError {
  return error instanceof ApiError && error.problem?.code === 'PROVISR_START_FAILED';
}

function lastWords({ problem }: ApiError): readonly string[] {
  const lines = problem?.['stderr_tail'];
  return Array.isArray(lines) ? lines.map(String) : [];
}
