import { deepEqual, rejects } from 'node:assert/strict';
import { systemClock, within } from '#core';
import type { OpenEventSink, OutgoingEvent } from '#plugin';
import { PATIENCE_MS, type PluginCase } from './plugin-case.js';

/** A receiver and what sends to it. Each case wants a new one. */
export interface EventSinkTrial {
  /** Opens a sink on it. */
  readonly open: () => OpenEventSink | Promise<OpenEventSink>;
  /** Ids of the events that have arrived, in their order. */
  readonly arrived: () => readonly string[] | Promise<readonly string[]>;
  /** From now on the receiver is gone, or takes nothing. */
  readonly breakReceiver: () => void | Promise<void>;
}

const outgoing = (id: string): OutgoingEvent => ({
  id,
  event: { type: 'process.started', at: '2026-01-01T00:00:00.000Z', process: 'web' },
});
const never = (): AbortSignal => new AbortController().signal;

/**
 * What the queue before an event sink relies on: for authors of event sinks. Bound to no test framework:
 * `for (const { name, check } of eventSinkConformance) it(name, () => check({ open, arrived, breakReceiver }))`.
 */
export const eventSinkConformance: readonly PluginCase<EventSinkTrial>[] = [
  {
    name: 'has delivered an event when it says so',
    check: async ({ open, arrived }) => {
      const sink = await open();
      for (const id of ['a', 'b']) {
        await within(systemClock, PATIENCE_MS, sink.deliver(outgoing(id), never()));
        deepEqual((await arrived()).at(-1), id);
      }
      await sink.close?.();
    },
  },
  {
    name: 'rejects while the receiver takes nothing',
    check: async ({ open, breakReceiver }) => {
      const sink = await open();
      await breakReceiver();
      await rejects(within(systemClock, PATIENCE_MS, sink.deliver(outgoing('a'), never())));
      await sink.close?.();
    },
  },
  {
    name: 'comes to an end when the daemon cannot wait any longer',
    check: async ({ open }) => {
      const sink = await open();
      const abort = new AbortController();
      const delivery = sink.deliver(outgoing('a'), abort.signal);
      abort.abort(new Error('the daemon stops'));
      await within(systemClock, PATIENCE_MS, Promise.allSettled([delivery]));
      await within(systemClock, PATIENCE_MS, sink.close?.());
    },
  },
];
