import { dismiss, notices } from './notices-store.js';

/** A live region: whoever does not see it is told as well. */
export function Notices() {
  return (
    <div class="notices" role="log" aria-live="polite" aria-label="Outcomes">
      {notices.value.map(({ id, tone, text, details = [] }) => (
        <div key={id} class={`notice ${tone}`}>
          <div>
            <strong>{text}</strong>
            {details.length > 0 && <pre>{details.join('\n')}</pre>}
          </div>
          {tone !== 'busy' && (
            <button type="button" class="quiet" aria-label={`Dismiss: ${text}`} onClick={() => dismiss(id)}>
              ✕
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
