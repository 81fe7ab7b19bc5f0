import { signal } from '@preact/signals';

/** Something to be told. */
export interface Notice {
  readonly tone: 'busy' | 'good' | 'bad';
  readonly text: string;
  readonly details?: readonly string[];
}

export const notices = signal<readonly (Notice & { readonly id: number })[]>([]);

/** What went well need not be dismissed. */
const GOOD_FOR_MS = 6000;
let lastId = 0;

/** Tells something, and lets it become something else. */
export function notify(notice: Notice): { become(next: Notice): void } {
  lastId += 1;
  const id = lastId;
  notices.value = [...notices.value.slice(-4), { ...notice, id }];
  return {
    become: (next) => {
      const isThere = notices.value.some((each) => each.id === id);
      notices.value = isThere
        ? notices.value.map((each) => (each.id === id ? { ...next, id } : each))
        : [...notices.value, { ...next, id }];
      if (next.tone === 'good') setTimeout(() => dismiss(id), GOOD_FOR_MS);
    },
  };
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((each) => each.id !== id);
}
