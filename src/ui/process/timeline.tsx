import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EventDto, HistoryEntryDto } from '#contract';
import { ask } from '../api/request.js';
import { momentText } from '../parts/wording.js';
import { latestEvents } from '../store/live-link.js';
import { eventText } from '../parts/event-text.js';

const PAGE_SIZE = 25;
/** What repeats what the other events say. */
const LEFT_OUT: ReadonlySet<string> = new Set(['process.state']);
const TYPES =
  'process.asked,process.changed,process.spawned,process.started,process.adopted,process.exited,process.backed-off,process.gave-up,process.killed,process.stopped,process.log-degraded,process.added';

/** What happened to it, the latest first, and more of it when it happens. */
export function Timeline({ name }: { readonly name: string }) {
  const entries = useSignal<readonly HistoryEntryDto[]>([]);
  const next = useSignal<string | null>(null);
  const error = useSignal<string | null>(null);
  const more = async (cursor: string | null): Promise<void> => {
    try {
      const page = await ask('history', {}, { query: { name, type: TYPES, limit: PAGE_SIZE, cursor: cursor ?? undefined } });
      entries.value = cursor === null ? page.events : [...entries.value, ...page.events];
      next.value = page.next;
      error.value = null;
    } catch (failed) {
      error.value = failed instanceof Error ? failed.message : String(failed);
    }
  };
  useEffect(() => void more(null), [name]);
  const fresh = latestEvents.value;
  useEffect(() => {
    const concerned = fresh.some((event) => 'process' in event && event.process === name && !LEFT_OUT.has(event.type));
    if (concerned) void more(null);
  }, [fresh]);
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">History</h2>
      {error.value !== null && <p class="warning">{error.value}</p>}
      <ol class="timeline">
        {entries.value.map(({ id, event }) => (
          <Entry key={id} event={event} />
        ))}
      </ol>
      {next.value !== null && (
        <button type="button" onClick={() => void more(next.value)}>
          Older
        </button>
      )}
    </section>
  );
}

function Entry({ event }: { readonly event: EventDto }) {
  return (
    <li class={event.type.replace('.', '-')}>
      <time class="when" dateTime={event.at}>
        {momentText(event.at)}
      </time>
      <span>{eventText(event)}</span>
    </li>
  );
}
