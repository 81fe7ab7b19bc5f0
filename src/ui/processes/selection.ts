import { computed, signal } from '@preact/signals';
import { processes } from '../store/process-store.js';
import { shown } from './filter.js';

const chosen = signal<ReadonlySet<string>>(new Set());

/** Names that are selected and still there. */
export const selected = computed<readonly string[]>(() =>
  processes.value.filter(({ name }) => chosen.value.has(name)).map(({ name }) => name),
);
export const isAllShownSelected = computed(() => shown.value.length > 0 && shown.value.every(({ name }) => chosen.value.has(name)));

export function isSelected(name: string): boolean {
  return chosen.value.has(name);
}

export function toggle(name: string): void {
  const next = new Set(chosen.value);
  if (!next.delete(name)) next.add(name);
  chosen.value = next;
}

export function selectShown(isWanted: boolean): void {
  const next = new Set(chosen.value);
  for (const { name } of shown.value) {
    if (isWanted) next.add(name);
    else next.delete(name);
  }
  chosen.value = next;
}

export function selectNone(): void {
  chosen.value = new Set();
}
