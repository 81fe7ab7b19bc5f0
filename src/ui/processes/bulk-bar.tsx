import { may } from '../session/session.js';
import { DEEDS, perform, type Target, VERB } from './deeds.js';
import { search, shown, wantedGroup, wantedState } from './filter.js';
import { selected, selectNone } from './selection.js';

/** What can be done to several at once: those selected, else those a wildcard or a group means. */
export function BulkBar() {
  const target = targetNow();
  if (!may('operator') || target === null) return null;
  return (
    <div class="bulk" role="group" aria-label={`For ${titleOf(target)}`}>
      <span>{titleOf(target)}</span>
      {DEEDS.map((deed) => (
        <button key={deed} type="button" onClick={() => void perform(deed, target)}>
          {VERB[deed]}
        </button>
      ))}
      {target.kind === 'names' && (
        <button type="button" class="quiet" onClick={selectNone}>
          Select none
        </button>
      )}
    </div>
  );
}

function targetNow(): Target | null {
  if (selected.value.length > 0) return { kind: 'names', names: selected.value };
  const names = shown.value.map(({ name }) => name);
  if (names.length === 0 || wantedState.value !== '') return null;
  const pattern = search.value.trim();
  if (pattern === '' && wantedGroup.value !== '') return { kind: 'group', group: wantedGroup.value, names };
  // The daemon's wildcards heed case, the search does not: only what both mean alike is offered.
  const isExact = pattern.includes('*') && pattern === pattern.toLowerCase() && wantedGroup.value === '';
  return isExact ? { kind: 'wildcard', pattern, names } : null;
}

function titleOf(target: Target): string {
  const count = target.names.length;
  if (target.kind === 'wildcard') return `all ${count} that match ${target.pattern}`;
  return target.kind === 'group' ? `group ${target.group}` : `${count} selected`;
}
