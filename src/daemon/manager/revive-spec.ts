import { instancesOf, type ProcessSpec, type ReviveSpec } from '#core';
import { type Cronjob, readSpec } from '#contract';
import type { DaemonConfig } from '../config/index.js';

/**
 * Brings specs back from the wire form that an earlier daemon wrote down: processes that came through the API, and runs of
 * cronjobs that are still configured.
 */
export function specReviver(config: () => DaemonConfig): ReviveSpec {
  return (document) => {
    const { cronjobs, apiContext } = config();
    if ('schedule' in document) return cronRunSpec(String(document['name']), cronjobs);
    try {
      return readSpec(document, apiContext).spec;
    } catch {
      // Written by a version that accepted more: its process is then ended as one that nobody defines any more.
      return null;
    }
  };
}

/** The process of a run: under the job's own name, or under a numbered one where runs overlap. */
function cronRunSpec(name: string, cronjobs: readonly Cronjob[]): ProcessSpec | null {
  for (const { spec } of cronjobs) {
    if (spec.name === name) return spec.process;
    const slot = name.startsWith(`${spec.name}-`) ? Number(name.slice(spec.name.length + 1)) : Number.NaN;
    if (spec.concurrencyPolicy === 'Allow' && Number.isInteger(slot) && slot > 1) return slotSpec(spec.process, slot);
  }
  return null;
}

/** The process of a run in a slot: slot 1 has the job's own name, others a number, each with files of its own. */
export function slotSpec(process: ProcessSpec, slot: number): ProcessSpec {
  if (slot === 1) return process;
  const numbered = instancesOf({ ...process, instances: slot }).at(-1) ?? process;
  return { ...numbered, instances: 1, document: { ...process.document, name: numbered.name } };
}
