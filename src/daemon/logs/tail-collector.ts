import type { LogHandle } from './log-handle.js';

const NEWLINE = 0x0a;
const BLOCK_BYTES = 64 * 1024;

/** Gathers the end of a text from its end: lines are counted as they are met, backwards, until there are enough. */
export class TailCollector {
  readonly #pieces: Buffer[] = [];
  #linesLeft: number;
  #bytesLeft: number;
  #isEnough: boolean;
  /** Whether the oldest line collected may lack its start because there was no more room. */
  #isCut = false;

  /** @param maxBytes what is kept at most; older lines are left out */
  constructor(lines: number, maxBytes: number) {
    this.#linesLeft = lines;
    this.#bytesLeft = maxBytes;
    this.#isEnough = lines <= 0;
  }

  get isEnough(): boolean {
    return this.#isEnough;
  }

  /** How many more bytes it would keep. */
  get room(): number {
    return this.#bytesLeft;
  }

  /** Puts `block` before what was collected so far; the block stays the collector's. */
  prepend(block: Buffer): void {
    if (this.#isEnough || block.length === 0) return;
    const from = Math.max(this.#startOfLines(block), block.length - this.#bytesLeft);
    this.#pieces.unshift(block.subarray(from));
    this.#bytesLeft -= block.length - from;
    if (this.#bytesLeft > 0 || this.#linesLeft === 0) return;
    this.#isCut = true;
    this.#isEnough = true;
  }

  /** Reads a file from `end` backwards until it is enough. */
  async prependFile(file: LogHandle, end: number): Promise<void> {
    for (let to = end; to > 0 && !this.#isEnough;) {
      const from = Math.max(0, to - BLOCK_BYTES);
      const block = Buffer.allocUnsafeSlow(to - from);
      this.prepend(block.subarray(0, await file.read(block, from)));
      to = from;
    }
  }

  result(): Buffer {
    const bytes = Buffer.concat(this.#pieces);
    return this.#isCut ? bytes.subarray(bytes.indexOf(NEWLINE) + 1) : bytes;
  }

  /** Where the wanted lines begin in `block`; 0 when more may be wanted from before it. The very last byte ends a line and begins none. */
  #startOfLines(block: Buffer): number {
    let at = this.#pieces.length === 0 ? block.length - 1 : block.length;
    while (at > 0) {
      at = block.lastIndexOf(NEWLINE, at - 1);
      if (at < 0) return 0;
      this.#linesLeft -= 1;
      if (this.#linesLeft > 0) continue;
      this.#isEnough = true;
      return at + 1;
    }
    return 0;
  }
}
