import type { OpenStreamReader } from '#core';
import type { DescriptorEvents } from '../events/descriptor-events.js';
import type { NativeLibrary } from '../library/load-library.js';
import { FifoMover } from './fifo-mover.js';
import { SpliceReader } from './splice-reader.js';
import { TurnShare } from './turn-share.js';

/**
 * Readers that have output moved from FIFO to file inside the kernel wherever no sink has to see it (docs/adr/0012).
 * @throws when the system lacks what it takes
 */
export function spliceReaders(library: NativeLibrary, events: DescriptorEvents): OpenStreamReader {
  const mover = new FifoMover(library);
  const share = new TurnShare();
  return (path, clock, consumer) => new SpliceReader(path, consumer, { events, mover, share, clock });
}
