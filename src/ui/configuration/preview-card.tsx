import { useEffect } from 'preact/hooks';
import type { ReloadPreviewDto } from '#contract';
import { may } from '../session/session.js';
import { latestEvents } from '../store/live-link.js';
import { ChangeList } from './change-list.js';
import { ProblemList } from './problem-list.js';
import { changeCount, isLooking, look, preview, refusal, reload } from './reload-desk.js';

/** What a reload would do, and the button that does it. */
export function PreviewCard() {
  useEffect(() => void look(), []);
  const fresh = latestEvents.value;
  useEffect(() => {
    if (fresh.some(({ type }) => type === 'config.reloaded')) void look();
  }, [fresh]);
  const found = preview.value;
  return (
    <section class="card preview" aria-labelledby="preview" aria-busy={isLooking.value}>
      <div class="title">
        <h2 id="preview">What a reload would do</h2>
        <span class="deeds">
          <button type="button" disabled={isLooking.value} onClick={() => void look()}>
            Look again
          </button>
          {may('admin') && (
            <button
              type="button"
              class={changeCount.value === 0 ? '' : 'primary'}
              disabled={found === null || isLooking.value}
              onClick={() => void reload()}
            >
              Reload …
            </button>
          )}
        </span>
      </div>
      <div role="status">
        {refusal.value !== null && <Refusal />}
        {found !== null && <Found found={found} />}
      </div>
    </section>
  );
}

const NOTHING = 'Nothing: the files on disk are what the daemon goes by.';

function Refusal() {
  const { message = '', problems = [] } = refusal.value ?? {};
  if (problems.length === 0) return <p class="warning">{message}</p>;
  return (
    <>
      <p class="warning">It would be refused, and change nothing: the configuration on disk has mistakes.</p>
      <ProblemList problems={problems} />
    </>
  );
}

function Found({ found }: { readonly found: ReloadPreviewDto }) {
  const count = found.result.unchanged.length;
  return (
    <>
      {changeCount.value === 0 && <p>{found.skipped.length === 0 ? NOTHING : 'Nothing would change.'}</p>}
      <ChangeList definitions={found.definitions} settings={found.settings} />
      {found.skipped.map(({ file, kept, problems }) => (
        <div key={file} class="left-out">
          <p class="warning">
            <code>{file}</code> would be left out{kept.length > 0 && `, and what runs of it (${kept.join(', ')}) goes on as it is`}:
          </p>
          <ProblemList problems={problems} />
        </div>
      ))}
      {changeCount.value > 0 && (
        <p class="remark">
          {count} {count === 1 ? 'process stays' : 'processes stay'} untouched.
        </p>
      )}
    </>
  );
}
