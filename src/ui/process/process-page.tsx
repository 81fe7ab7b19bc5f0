import { LazyPage } from '../parts/lazy-page.js';
import type { PageLoader } from '../parts/page-loader.js';
import { route } from '../parts/route.js';
import { StateBadge } from '../parts/state-badge.js';
import { DeedButtons } from '../processes/deed-buttons.js';
import { isLoaded, processNamed } from '../store/process-store.js';
import { Facts } from './facts.js';
import { Instances } from './instances.js';
import { LogPane } from './log-pane.js';
import { SpecPane } from './spec-pane.js';
import { Timeline } from './timeline.js';
import { UsagePane } from './usage-pane.js';
import { WhyPane } from './why-pane.js';

/** Only who edits has it fetched. */
const loadEditor: PageLoader = async () => (await import('../define/edit-page.js')).EditPage;

/** One process: how it is and why, what it writes, what happened to it, and how it is defined. */
export function ProcessPage({ name }: { readonly name: string }) {
  const status = processNamed(name);
  if (route.value.query === 'edit') return <LazyPage load={loadEditor} name={name} onShown={() => undefined} />;
  if (status === undefined) return <Absent name={name} />;
  return (
    <main class="process">
      <nav aria-label="Where this is">
        <a href="#/">Processes</a> / <span aria-current="page">{name}</span>
      </nav>
      <div class="title">
        <h1>{name}</h1>
        <StateBadge state={status.state} />
        <DeedButtons status={status} />
      </div>
      <Instances name={name} base={status.instance_of ?? name} />
      <div class="columns">
        <div class="side" role="region" aria-label={`About ${name}`} tabIndex={0}>
          <WhyPane status={status} />
          <Facts status={status} />
          <UsagePane name={name} />
          <Timeline name={name} />
          <SpecPane name={name} />
        </div>
        <LogPane name={name} />
      </div>
    </main>
  );
}

function Absent({ name }: { readonly name: string }) {
  return (
    <main class="process">
      <nav aria-label="Where this is">
        <a href="#/">Processes</a>
      </nav>
      <h1>{name}</h1>
      <p>{isLoaded.value ? 'There is no such process (any more).' : 'Reading the processes …'}</p>
    </main>
  );
}
