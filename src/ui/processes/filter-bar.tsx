import { GroupChoice } from '../parts/group-choice.js';
import { processes } from '../store/process-store.js';
import { countsByState, search, shown, wantedGroup, wantedState } from './filter.js';

const STATES = ['running', 'starting', 'stopping', 'backoff', 'failed', 'stopped'];

/** What of the processes is shown. */
export function FilterBar() {
  return (
    <search class="filters">
      <label class="hidden" for="search">
        Search processes; * stands for anything
      </label>
      <input
        id="search"
        type="search"
        placeholder="Search, e.g. web-*"
        autocomplete="off"
        spellcheck={false}
        value={search.value}
        onInput={(event) => (search.value = event.currentTarget.value)}
      />
      <label class="hidden" for="state">
        State
      </label>
      <select id="state" value={wantedState.value} onChange={(event) => (wantedState.value = event.currentTarget.value)}>
        <option value="">Any state</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {`${state} (${countsByState.value.get(state) ?? 0})`}
          </option>
        ))}
      </select>
      <GroupChoice id="group" value={wantedGroup.value} onChange={(group) => (wantedGroup.value = group)} />
      <span class="count" role="status">
        {shown.value.length === processes.value.length
          ? `${processes.value.length} processes`
          : `${shown.value.length} of ${processes.value.length} processes`}
      </span>
    </search>
  );
}
