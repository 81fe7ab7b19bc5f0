import type { LogSink } from './log-sink.js';
import type { RawDecision, RawIntake, RawMove } from './raw-intake.js';

/** Bytes can go to several sinks unread when one of them offers a file and no other has to see them. */
export class TeeIntake implements RawIntake {
  readonly #sinks: readonly LogSink[];
  readonly #onWait: (sink: LogSink) => void;

  /** @param onWait told which sink asks for a pause */
  constructor(sinks: readonly LogSink[], onWait: (sink: LogSink) => void) {
    this.#sinks = sinks;
    this.#onWait = onWait;
  }

  decide(): RawDecision {
    let joint: RawDecision = 'any';
    let waits = false;
    for (const sink of this.#sinks) {
      const decision = sink.raw?.decide() ?? 'deliver';
      if (decision === 'wait') {
        waits = true;
        this.#onWait(sink);
      } else if (decision !== 'any') joint = joint === 'any' ? decision : 'deliver';
    }
    return waits ? 'wait' : joint;
  }

  moved(move: RawMove): void {
    for (const sink of this.#sinks) sink.raw?.moved(move);
  }

  failed(error: Error): void {
    for (const sink of this.#sinks) sink.raw?.failed(error);
  }
}
