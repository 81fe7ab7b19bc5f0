import { signal } from '@preact/signals';
import { mayLeave, wouldLose } from './leave-guard.js';
import { type Place, placeOf } from './place.js';

/** Behind the hash: the address of the document stays that of its folder, so that everything in it is relative. */
export const route = signal<Place>(placeOf(location.hash));

/** Entries of the history are numbered: that tells which way somebody went who is led back. */
interface Numbered {
  readonly at: number;
}

let shownAt = numberOfEntry() ?? 0;
let shownHash = location.hash;
/** What to do when somebody was led back. */
let onBack: (() => void) | null = null;
history.replaceState({ at: shownAt } satisfies Numbered, '');

addEventListener('hashchange', () => {
  const wanted = location.hash;
  const at = numberOfEntry();
  if (at === shownAt && wanted === shownHash) {
    const next = onBack;
    onBack = null;
    next?.();
  } else if (wouldLose()) {
    // The browser has gone there already.
    const steps = (at ?? shownAt + 1) - shownAt;
    onBack = () => void mayLeave().then((isYes) => isYes && (at === null ? (location.hash = wanted) : history.go(steps)));
    history.go(-steps);
  } else show(wanted, at ?? shownAt + 1);
});

function show(hash: string, at: number): void {
  shownAt = at;
  shownHash = hash;
  history.replaceState({ at } satisfies Numbered, '');
  route.value = placeOf(hash);
  scrollTo(0, 0);
}

/** `null` of a new one. */
function numberOfEntry(): number | null {
  return (history.state as Numbered | null)?.at ?? null;
}

/** Puts another address of the same page in the place of this one, so that a link to what is seen can be taken from there. */
export function readdress(hash: string): void {
  shownHash = hash;
  history.replaceState({ at: shownAt } satisfies Numbered, '', hash);
  route.value = placeOf(hash);
}
