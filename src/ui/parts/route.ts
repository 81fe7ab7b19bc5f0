import { signal } from '@preact/signals';
import { type Place, placeOf } from './place.js';

/** Behind the hash: the address of the document stays that of its folder, so that everything in it is relative. */
export const route = signal<Place>(placeOf(location.hash));

addEventListener('hashchange', () => {
  route.value = placeOf(location.hash);
  scrollTo(0, 0);
});
