/** One file of the history: events of one daemon, one after the other. Segments are only ever removed as a whole, the oldest first. */
export interface Segment {
  readonly path: string;
  /** Orders them. */
  readonly order: number;
  /** Of the ids in it. */
  readonly epoch: string;
  /** Number of the first event in it. */
  readonly first: number;
  bytes: number;
}

const NAME = /^(\d{10})-([a-z0-9]+)-(\d{1,15})\.jsonl$/;

/** Sorts by name as they were written. */
export function segmentName({ order, epoch, first }: Pick<Segment, 'order' | 'epoch' | 'first'>): string {
  return `${String(order).padStart(10, '0')}-${epoch}-${first}.jsonl`;
}

/** `null` for a file that is none of ours. */
export function parseSegmentName(name: string): Pick<Segment, 'order' | 'epoch' | 'first'> | null {
  const [, order, epoch, first] = NAME.exec(name) ?? [];
  return epoch === undefined ? null : { order: Number(order), epoch, first: Number(first) };
}
