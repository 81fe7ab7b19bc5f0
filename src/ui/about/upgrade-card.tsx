import { useSignal } from '@preact/signals';
import type { UpgradeStateDto } from '#contract';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { momentText } from '../parts/wording.js';
import { may } from '../session/session.js';
import { link } from '../store/live-link.js';
import { upgrade } from './upgrade.js';

/** How the last upgrade in place ended, and the button for the next. */
export function UpgradeCard() {
  const times = useSignal(0);
  const isBusy = useSignal(false);
  const { answer, error } = useAsked((signal) => ask('upgradeState', {}, { signal }), `${String(link.value.isOpen)} ${times.value}`);
  const start = async (): Promise<void> => {
    isBusy.value = true;
    await upgrade();
    isBusy.value = false;
    times.value += 1;
  };
  return (
    <section class="card" aria-labelledby="upgrade">
      <div class="title">
        <h2 id="upgrade">Upgrade in place</h2>
        {may('admin') && answer !== null && (
          <span class="deeds">
            <button type="button" disabled={isBusy.value} onClick={() => void start()}>
              Upgrade …
            </button>
          </span>
        )}
      </div>
      {error !== null && <p class="remark">{error}</p>}
      {answer !== null && <p>{stateText(answer)}</p>}
      <p class="remark">It goes on as the version that is installed now, in the same process: nothing that runs notices.</p>
    </section>
  );
}

function stateText({ version, node, last }: UpgradeStateDto): string {
  const now = `${version} on Node.js ${node}`;
  if (last === null) return `It runs ${now}, as it was started.`;
  const from = `${last.from.version} on Node.js ${last.from.node}`;
  return last.result === 'upgraded'
    ? `It runs ${now} since ${momentText(last.at)}, upgraded from ${from}; ${last.carried_on} processes went on.`
    : `It runs ${now}. The upgrade of ${momentText(last.at)} could not go on, and the version before is back: ${last.reason ?? 'nobody knows why'}.`;
}
