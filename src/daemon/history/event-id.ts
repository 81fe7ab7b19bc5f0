/** Where an event stands: which daemon told it, and as its how manieth. */
export interface EventId {
  /** Another one for each daemon, so that an id of an earlier one is never taken for one of this. */
  readonly epoch: string;
  /** 1 = the first. */
  readonly number: number;
}

const ID = /^([a-z0-9]+)-(\d{1,15})$/;

/** `<epoch>-<number>`. */
export function formatEventId({ epoch, number }: EventId): string {
  return `${epoch}-${number}`;
}

/** `null` for what is no id of ours. */
export function parseEventId(text: string): EventId | null {
  const [, epoch, number] = ID.exec(text) ?? [];
  return epoch === undefined ? null : { epoch, number: Number(number) };
}
