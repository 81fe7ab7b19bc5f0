import { useSignal } from '@preact/signals';
import type { GroupListItemDto, StatusDto } from '#contract';
import { filteredHref } from '../parts/place.js';
import { DEEDS, type Deed, perform, VERB } from '../processes/deeds.js';
import { may } from '../session/session.js';
import { instancesByBase } from '../store/process-store.js';
import { countsOf, StateCounts } from './state-counts.js';
import { MemberRow } from './member-row.js';
import { type GroupResult, resultOf } from './group-result.js';

/** One group: its members as they are, what can be done to all of them, and what became of each when it was done last. */
export function GroupCard({ group: { name, members } }: { readonly group: GroupListItemDto }) {
  const result = useSignal<GroupResult | null>(null);
  const all = members.flatMap((member) => instancesByBase.value.get(member) ?? []);
  const act = async (deed: Deed): Promise<void> => {
    const outcomes = await perform(deed, { kind: 'group', group: name, names: all.map((status) => status.name) });
    if (outcomes.length > 0) result.value = resultOf(deed, outcomes);
  };
  return (
    <section class="card group" aria-label={`Group ${name}`}>
      <div class="title">
        <h2>{name}</h2>
        <StateCounts counts={countsOf(all)} />
        <a href={filteredHref({ group: name })} aria-label={`Group ${name} in the table of processes`}>
          In the table
        </a>
        {may('operator') && <GroupButtons name={name} all={all} act={act} />}
      </div>
      <table aria-label={`Members of ${name}`} class={result.value === null ? '' : 'acted'}>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">State</th>
            <th scope="col" class="restarts">
              Restarts
            </th>
            <th scope="col" class="outcome">
              Outcome
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member} member={member} instances={instancesByBase.value.get(member) ?? []} result={result.value} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface GroupButtonsProps {
  readonly name: string;
  readonly all: readonly StatusDto[];
  readonly act: (deed: Deed) => Promise<void>;
}

function GroupButtons({ name, all, act }: GroupButtonsProps) {
  const isUseless: Readonly<Record<Deed, boolean>> = {
    start: all.every(({ state }) => state === 'running' || state === 'starting'),
    stop: all.every(({ state }) => state === 'stopped'),
    restart: all.length === 0,
  };
  return (
    <span class="deeds">
      {DEEDS.map((deed) => (
        <button
          key={deed}
          type="button"
          aria-label={`${VERB[deed]} group ${name}`}
          disabled={isUseless[deed]}
          onClick={() => void act(deed)}
        >
          {VERB[deed]}
        </button>
      ))}
    </span>
  );
}
