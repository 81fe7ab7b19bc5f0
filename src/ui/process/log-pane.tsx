import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { downloadLog } from './download-log.js';
import { LogFollower, type LogChoice } from './log-follower.js';
import { LogView } from './log-view.js';

/** What it writes, as it writes it. */
export function LogPane({ name }: { readonly name: string }) {
  const stream = useSignal<LogChoice>('both');
  const search = useSignal('');
  const isFollowing = useSignal(true);
  const chosen = stream.value;
  const follower = useMemo(() => new LogFollower(name, chosen), [name, chosen]);
  useEffect(() => () => follower.close(), [follower]);
  const isPaused = follower.isPaused.value;
  return (
    <section class="card log-card" aria-labelledby="log">
      <div class="log-bar">
        <h2 id="log">Log</h2>
        <label class="hidden" for="stream">
          Stream
        </label>
        <select id="stream" value={chosen} onChange={(event) => (stream.value = event.currentTarget.value as LogChoice)}>
          <option value="both">stdout and stderr</option>
          <option value="stdout">stdout</option>
          <option value="stderr">stderr</option>
        </select>
        <label class="hidden" for="log-search">
          Only lines that contain
        </label>
        <input
          id="log-search"
          type="search"
          placeholder="Only lines with …"
          onInput={(event) => (search.value = event.currentTarget.value)}
        />
        <button type="button" aria-pressed={isPaused} onClick={() => follower.pause(!isPaused)}>
          {isPaused ? `Resume (${follower.waiting.value} new)` : 'Pause'}
        </button>
        <button type="button" aria-pressed={isFollowing.value} onClick={() => (isFollowing.value = !isFollowing.value)}>
          Follow
        </button>
        <button type="button" onClick={() => void downloadLog(name, chosen)}>
          Download
        </button>
      </div>
      <Remarks follower={follower} />
      <LogView lines={follower.lines.value} search={search.value} isFollowing={isFollowing} />
    </section>
  );
}

/** What one has to know of the lines below. */
function Remarks({ follower }: { readonly follower: LogFollower }) {
  return (
    <>
      {follower.trouble.value !== '' && (
        <p class="warning" role="status">
          {follower.trouble.value}
        </p>
      )}
      {follower.isUnordered.value && (
        <p class="remark order">
          Of older lines stdout stands before stderr: they carry no time (<code>log.timestamps</code>). New ones stand as they come.
        </p>
      )}
    </>
  );
}
