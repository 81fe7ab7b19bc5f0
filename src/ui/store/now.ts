import { signal } from '@preact/signals';

/** The clock of this page, ms since it was opened, a second at a time. */
export const now = signal(performance.now());

setInterval(() => {
  if (!document.hidden) now.value = performance.now();
}, 1000);
