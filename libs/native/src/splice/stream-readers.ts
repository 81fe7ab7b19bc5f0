import { type OpenStreamReader, openFifoReader } from '#core';
import { DescriptorEvents } from '../events/descriptor-events.js';
import { loadLibrary } from '../library/load-library.js';
import { spliceReaders } from './splice-readers.js';

/** Every way to take bytes out of a FIFO that there is on this machine, by name: what holds for one has to hold for each. */
export function streamReaders(): readonly (readonly [name: string, open: OpenStreamReader])[] {
  const portable = ['portable', openFifoReader] as const;
  const library = loadLibrary();
  if ('reason' in library) return [portable];
  const events = new DescriptorEvents(library, (error) => {
    throw error;
  });
  return [portable, ['native', spliceReaders(library, events)]];
}
