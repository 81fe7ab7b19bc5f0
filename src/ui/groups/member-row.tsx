import type { StatusDto } from '#contract';
import { filteredHref, processHref } from '../parts/place.js';
import { StateBadge } from '../parts/state-badge.js';
import type { GroupResult } from './group-result.js';
import { countsOf, StateCounts } from './state-counts.js';

/** Links of instances that are shown one by one. */
const MOST_LINKS = 8;

interface MemberRowProps {
  readonly member: string;
  /** None of one whose file was left out when the configuration was read. */
  readonly instances: readonly StatusDto[];
  readonly result: GroupResult | null;
}

/** A member: a process, or the instances of one. */
export function MemberRow({ member, instances, result }: MemberRowProps) {
  const [first, ...others] = instances;
  const restarts = instances.reduce((sum, status) => sum + status.restarts, 0);
  return (
    <tr>
      <th scope="row">
        {first?.name === member ? <a href={processHref(member)}>{member}</a> : member}
        {others.length > 0 && <InstanceLinks member={member} instances={instances} />}
      </th>
      <td>
        {first === undefined && <span class="state">not loaded</span>}
        {first !== undefined && (others.length > 0 ? <StateCounts counts={countsOf(instances)} /> : <StateBadge state={first.state} />)}
      </td>
      <td class="restarts">{first === undefined ? '–' : restarts}</td>
      <td class="outcome">{result !== null && <Outcome error={result.errors.get(member) ?? null} done={result.done} />}</td>
    </tr>
  );
}

function InstanceLinks({ member, instances }: { readonly member: string; readonly instances: readonly StatusDto[] }) {
  return (
    <span class="instances">
      {instances.slice(0, MOST_LINKS).map(({ name }) => (
        <a key={name} href={processHref(name)}>
          {name}
        </a>
      ))}
      {instances.length > MOST_LINKS && <a href={filteredHref({ search: `${member}-*` })}>{`all ${instances.length}`}</a>}
    </span>
  );
}

function Outcome({ error, done }: { readonly error: string | null; readonly done: string }) {
  return error === null ? <span class="good">{done}</span> : <span class="bad">{error}</span>;
}
