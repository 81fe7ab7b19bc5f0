import type { Order } from '../events.js';
import type { OrderOptions } from './process-manager.js';

/** The order of somebody who operates processes. */
export function orderOf({ cause = 'operator', by }: OrderOptions): Order {
  return { cause, by: by ?? null };
}
