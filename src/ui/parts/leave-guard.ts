import { confirmed } from './confirm.js';

/** What would be lost; empty when nothing would. */
let unsaved = '';

/** Says that something is lost when the page is left; `''` when nothing is any more. */
export function guardLeaving(what: string): void {
  if ((what === '') !== (unsaved === '')) {
    if (what === '') removeEventListener('beforeunload', keep);
    else addEventListener('beforeunload', keep);
  }
  unsaved = what;
}

export function wouldLose(): boolean {
  return unsaved !== '';
}

/** Resolves with whether the person in front of the page wants to leave all the same. */
export async function mayLeave(): Promise<boolean> {
  const isYes = await confirmed({ title: 'Leave without saving?', text: `${unsaved} will be lost.`, names: [], action: 'Leave' });
  if (isYes) guardLeaving('');
  return isYes;
}

/** Closing the tab: browsers ask in their own words. */
function keep(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
