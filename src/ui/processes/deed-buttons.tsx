import type { StatusDto } from '#contract';
import { may } from '../session/session.js';
import { perform, type Target } from './deeds.js';

/** What can be done to one process, as its state is. A viewer gets none. */
export function DeedButtons({ status }: { readonly status: StatusDto }) {
  if (!may('operator')) return null;
  const { name, state } = status;
  const target: Target = { kind: 'names', names: [name] };
  const isDown = state === 'stopped' || state === 'failed';
  return (
    <span class="deeds">
      {isDown ? (
        <button type="button" onClick={() => void perform('start', target)} aria-label={`Start ${name}`}>
          Start
        </button>
      ) : (
        <button type="button" onClick={() => void perform('stop', target)} aria-label={`Stop ${name}`} disabled={state === 'stopping'}>
          Stop
        </button>
      )}
      <button type="button" onClick={() => void perform('restart', target)} aria-label={`Restart ${name}`} disabled={state === 'stopping'}>
        Restart
      </button>
    </span>
  );
}
