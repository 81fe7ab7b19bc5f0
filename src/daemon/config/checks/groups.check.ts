import { type GroupDto, nearest } from '#contract';
import type { Draft } from '../draft.js';
import type { Definition } from '../steps/definitions.js';

/** The names that groups may refer to. */
export interface KnownNames {
  readonly kinds: ReadonlyMap<string, Definition['kind']>;
  /** `false` when the name of a definition cannot be read for its problems. */
  readonly isComplete: boolean;
}

/** Groups are unique, and each member is the base name of a process. */
export function checkGroups(groups: readonly (GroupDto | null)[], known: KnownNames, draft: Draft): void {
  const seen = new Set<string>();
  for (const [index, group] of groups.entries()) {
    if (group === null) continue;
    const pointer = `/groups/${index}`;
    if (seen.has(group.name)) draft.report([{ pointer: `${pointer}/name`, message: `group "${group.name}" is defined twice` }]);
    seen.add(group.name);
    for (const position of group.members.keys()) checkMember(group, position, `${pointer}/members/${position}`, known, draft);
  }
}

function checkMember(group: GroupDto, position: number, pointer: string, known: KnownNames, draft: Draft): void {
  const member = group.members[position] ?? '';
  const kind = known.kinds.get(member);
  if (group.members.indexOf(member) < position) draft.report([{ pointer, message: `"${member}" is named twice in group "${group.name}"` }]);
  else if (kind === 'cronjob') draft.report([{ pointer, message: `"${member}" is a cronjob; groups hold processes` }]);
  else if (kind === undefined && known.isComplete) draft.report([{ pointer, ...unknownMember(group.name, member, known) }]);
  else if (kind === undefined)
    draft.warn(pointer, `group "${group.name}" names "${member}", which is not defined as long as there are files with problems`);
}

function unknownMember(group: string, member: string, { kinds }: KnownNames): { message: string; suggestion?: string } {
  const message = `group "${group}" names "${member}", which is not defined`;
  const base = member.replace(/-\d+$/, '');
  if (base !== member && kinds.has(base)) return { message, suggestion: `members are base names: "${base}"` };
  const meant = nearest(member, kinds.keys());
  return meant === undefined ? { message } : { message, suggestion: `did you mean "${meant}"?` };
}
