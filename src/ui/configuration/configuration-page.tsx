import './configuration.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ConfigurationDto } from '#contract';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { momentText } from '../parts/wording.js';
import { may } from '../session/session.js';
import { latestEvents, link } from '../store/live-link.js';
import { DefinitionList } from './definition-list.js';
import { PreviewCard } from './preview-card.js';
import { ProblemList } from './problem-list.js';
import { TableView } from './table-view.js';

/** What changes it, by the beginning of the type of the event. */
const CHANGES_IT = /^(?:config[.]reloaded|program[.]|process[.](?:added|removed|changed))/;

/** What the daemon goes by, and what the files on disk would make of it. */
export function ConfigurationPage() {
  const changes = useSignal(0);
  const fresh = latestEvents.value;
  useEffect(() => {
    if (fresh.some(({ type }) => CHANGES_IT.test(type))) changes.value += 1;
  }, [fresh]);
  const { answer, error } = useAsked((signal) => ask('configuration', {}, { signal }), `${changes.value} ${String(link.value.isOpen)}`);
  return (
    <main class="sheet configuration">
      <h1>Configuration</h1>
      {error !== null && <p class="warning">{error}</p>}
      {may('operator') && <PreviewCard />}
      {answer !== null && <InForce configuration={answer} />}
    </main>
  );
}

function InForce({ configuration }: { readonly configuration: ConfigurationDto }) {
  const search = useSignal('');
  const { files, settings, definitions, warnings, skipped, applied_at: appliedAt } = configuration;
  const problems = [...warnings, ...skipped.flatMap((each) => each.problems)];
  return (
    <>
      <section class="card" aria-labelledby="files">
        <h2 id="files">In force since {momentText(appliedAt)}</h2>
        <ul class="files">
          {files.map((file) => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
        {problems.length > 0 && <ProblemList problems={problems} />}
      </section>
      <search class="filters">
        <label class="hidden" for="key-search">
          Only keys and values that contain
        </label>
        <input
          id="key-search"
          type="search"
          placeholder="Only keys with …"
          onInput={(event) => (search.value = event.currentTarget.value)}
        />
        <span class="remark">Secrets are not shown. Bold keys are written in a file, the others are defaults.</span>
      </search>
      <section class="card" aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <TableView table={settings} search={search.value} />
      </section>
      <DefinitionList definitions={definitions} search={search.value} />
    </>
  );
}
