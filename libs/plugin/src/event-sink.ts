import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link EventSink}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same. */
export const EVENT_SINK = Symbol.for('provisr.event-sink.v1');

/** What {@link EventSink} notes on a class. */
export interface EventSinkMetadata {
  readonly type: string;
}

/**
 * Marks a provider as the maker of all event sinks of one type. List it in the providers of the plugin's module.
 *
 * @param type what users write as `type = "…"` under `[[events.sinks]]`; a type may be claimed once
 * @example
 * \@EventSink('syslog')
 * class SyslogSinkFactory extends EventSinkFactory<{ facility: string }> { … }
 */
export function EventSink(type: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, EventSinkMetadata>(EVENT_SINK, { type })(target);
  };
}

/** What happened, in its wire form. Each type has further fields of its own: docs/reference/streams.md has all of them. */
export interface ToldEvent {
  /** E.g. `process.exited`. */
  readonly type: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Name of the instance it is about, if it is about one. */
  readonly process?: string | null;
}

/** An event on its way out. */
export interface OutgoingEvent {
  /** The same at every attempt, and over restarts of the daemon: by it a receiver knows what it has already. */
  readonly id: string;
  readonly event: ToldEvent;
}

/** Where events go. They come one at a time, in order, from a queue of bounded length that nobody waits for. */
export interface OpenEventSink {
  /**
   * Resolves when the event has arrived. A rejection is tried again after a growing wait, but {@link DeliveryRefused} is not.
   * Its message is logged: no secret may be in it.
   *
   * @param signal aborts when the daemon cannot wait any longer
   */
  deliver(outgoing: OutgoingEvent, signal: AbortSignal): Promise<void>;
  /** Lets go of everything. */
  close?(): void | Promise<void>;
}

/** The receiver does not want this event: to try again would be in vain. */
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}

/** Makes the event sinks of one type. `Options` is what users write under `options`, unchecked. */
export abstract class EventSinkFactory<Options extends object = Readonly<Record<string, unknown>>> {
  /** @throws Error when the options are wrong; its message should name the option. The daemon is not started then. */
  abstract open(options: Options, name: string): OpenEventSink | Promise<OpenEventSink>;
}
