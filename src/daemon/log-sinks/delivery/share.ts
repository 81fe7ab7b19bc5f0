/** Something that waits. */
export interface Entry<T> {
  readonly share: Share<T>;
  readonly load: T;
  /** Bytes of output in it. */
  readonly bytes: number;
  /** Links of the list of all, and of the list of its share. */
  previous: Entry<T> | null;
  next: Entry<T> | null;
  nextOfShare: Entry<T> | null;
}

/** The part that one stream has in what waits for a receiver, and what it has lost. */
export class Share<T> {
  /** What waits of it, the oldest first. Kept by the backlog. */
  first: Entry<T> | null = null;
  last: Entry<T> | null = null;
  weight = 0;
  #droppedBytes = 0;
  #untoldBytes = 0;

  /** All bytes of output that were dropped. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  lose(bytes: number): void {
    this.#droppedBytes += bytes;
    this.#untoldBytes += bytes;
  }

  /** The line that tells the receiver what is missing, once; `null` when nothing is. */
  takeNotice(): Buffer | null {
    if (this.#untoldBytes === 0) return null;
    const notice = `[provisr] ${this.#untoldBytes} bytes of output were dropped`;
    this.#untoldBytes = 0;
    return Buffer.from(notice);
  }
}
