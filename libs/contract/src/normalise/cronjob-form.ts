import { isTable, type Notes, type Table } from './notes.js';

/** Tables within a cronjob that may hold what it runs: the seed's form, and the one named after Kubernetes. */
export const CRONJOB_TEMPLATES = ['spec', 'job_template'] as const;

/** Turns `[spec.spec]` and `[spec.job_template]` into the flat form. */
export function flattenCronjob(spec: Table, pointer: string, notes: Notes): Table {
  const result: Table = { ...spec };
  for (const template of CRONJOB_TEMPLATES) {
    const inner = result[template];
    if (!isTable(inner)) continue;
    delete result[template];
    merge(inner, `${pointer}/${template}`, pointer, result, notes);
  }
  return result;
}

function merge(inner: Table, written: string, pointer: string, result: Table, notes: Notes): void {
  for (const [key, value] of Object.entries(inner)) {
    const from = `${written}/${key}`;
    if (Object.hasOwn(result, key)) {
      // The cronjob's own name counts; the template may carry one of its own.
      if (key !== 'name') notes.problems.push({ pointer: from, message: `"${key}" is set in the cronjob itself too` });
      continue;
    }
    result[key] = value;
    notes.moves.push({ from, to: `${pointer}/${key}` });
  }
}
