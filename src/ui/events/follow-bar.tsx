import { useRef } from 'preact/hooks';
import type { EventReader } from './event-reader.js';

/** Now, or another moment. */
export function FollowBar({ reader }: { readonly reader: EventReader }) {
  const field = useRef<HTMLInputElement>(null);
  const isPaused = reader.isPaused.value;
  const goBack = (event: Event): void => {
    event.preventDefault();
    const moment = new Date(field.current?.value ?? '');
    if (!Number.isNaN(moment.getTime())) void reader.goTo(moment.toISOString());
  };
  const resume = (): void => {
    if (field.current !== null) field.current.value = '';
    reader.resume();
  };
  return (
    <form class="bulk" onSubmit={goBack}>
      <label for="until">Until</label>
      <input ref={field} id="until" type="datetime-local" step="1" required />
      <button type="submit">Go back</button>
      <button type="button" aria-pressed={isPaused} onClick={() => (isPaused ? resume() : reader.pause())}>
        {isPaused ? `Resume (${reader.waiting.value} new)` : 'Pause'}
      </button>
    </form>
  );
}
