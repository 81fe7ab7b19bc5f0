import type { ProcessInspector } from '../inspect/process-inspector.js';

/**
 * The given processes and all that descend from them by the parents of now.
 *
 * @param isForeign whether a process, and so what descends from it, belongs to somebody else
 */
export function withDescendants(
  roots: Iterable<number>,
  table: Pick<ProcessInspector, 'childrenOf'>,
  isForeign: (pid: number) => boolean,
): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [...roots];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (found.has(pid) || isForeign(pid)) continue;
    found.add(pid);
    open.push(...table.childrenOf(pid));
  }
  return found;
}
