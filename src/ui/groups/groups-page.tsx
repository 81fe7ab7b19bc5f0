import './groups.css';
import { areGroupsKnown, groups } from '../store/groups.js';
import { GroupCard } from './group-card.js';

/** Processes that are handled together. */
export function GroupsPage() {
  return (
    <main class="sheet">
      <h1>Groups</h1>
      {groups.value.map((group) => (
        <GroupCard key={group.name} group={group} />
      ))}
      {groups.value.length === 0 && <p class="empty">{areGroupsKnown.value ? NONE : 'Reading the groups …'}</p>}
    </main>
  );
}

const NONE = 'The configuration has no groups. One is made of a name and its members: processes to be started and stopped together.';
