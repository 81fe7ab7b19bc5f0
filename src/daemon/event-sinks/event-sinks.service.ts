import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { wildcardMatcher } from '#core';
import type { Clock } from '#core';
import { type EventSinkConfig, InjectConfig, type DaemonConfig } from '../config/index.js';
import { DaemonEvents, EventFeed, subjectOf } from '../events/index.js';
import { formatEventId, type StoredEvent } from '../history/index.js';
import { InjectClock } from '../slots/index.js';
import { EventSinkRegistry } from './event-sink.registry.js';
import { type DeliveryCounts, SinkQueue } from './sink-queue.js';

/** How long what waits at the end of the daemon may take to arrive, ms. */
const LAST_DELIVERIES_MS = 2_000;

/** Hands events to those who are to be told of them. Supervision never waits for any of them. */
@Injectable()
export class EventSinks implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('events');
  readonly #queues = new Map<string, SinkQueue>();
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly registry: EventSinkRegistry,
    private readonly feed: EventFeed,
    private readonly events: DaemonEvents,
    @InjectConfig() private readonly config: DaemonConfig,
    @InjectClock() private readonly clock: Clock,
  ) {}

  /** What has become of the events of each sink, by its name. */
  get counts(): ReadonlyMap<string, DeliveryCounts> {
    return new Map([...this.#queues].map(([name, queue]) => [name, queue.counts]));
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID for a type there is not */
  async onApplicationBootstrap(): Promise<void> {
    const takers = await Promise.all(this.config.eventSinks.map((sink, index) => this.#open(sink, index)));
    if (takers.length === 0) return;
    const take = (stored: StoredEvent): void => {
      for (const taker of takers) taker(stored);
    };
    // What happened before there were any: that the daemon has come up.
    for (const stored of [...this.feed.ofThisDaemon()].reverse()) take(stored);
    this.#unsubscribe = this.feed.subscribe(take);
  }

  async onModuleDestroy(): Promise<void> {
    this.#unsubscribe();
    await Promise.all([...this.#queues.values()].map((queue) => queue.close(LAST_DELIVERIES_MS)));
  }

  async #open(config: EventSinkConfig, index: number): Promise<(stored: StoredEvent) => void> {
    const sink = await this.registry.open(config);
    const name = this.#queues.has(config.name) ? `${config.name} (${index + 1})` : config.name;
    const area = `event sink ${name}`;
    const report = (message: string | null, lost: number): void => this.#report(area, message, lost);
    const queue = new SinkQueue(sink, config, { clock: this.clock, random: Math.random, report });
    this.#queues.set(name, queue);
    const isWanted = matcherOf(config);
    return ({ id, event }) => {
      // To tell somebody that they cannot be told would be in vain.
      const isOwnTrouble = event.type === 'daemon.problem' && event.area === area;
      if (!isOwnTrouble && isWanted(event)) queue.add({ id: formatEventId(id), event });
    };
  }

  #report(area: string, message: string | null, lost: number): void {
    const text = message === null ? `gets events again; ${lost} were lost` : message;
    this.#logger.warn({ msg: `${area}: ${text}` });
    this.events.tell({ type: 'daemon.problem', area, message: text, solved: message === null });
  }
}

function matcherOf({ types, processes }: EventSinkConfig): (event: StoredEvent['event']) => boolean {
  const matches = (patterns: readonly string[]): ((text: string) => boolean) => {
    const all = patterns.map(wildcardMatcher);
    return (text) => all.some((match) => match(text));
  };
  const isType = types.length === 0 ? () => true : matches(types);
  if (processes === null) return ({ type }) => isType(type);
  const isName = matches(processes);
  return (event) => isType(event.type) && subjectOf(event).some((name) => name !== null && isName(name));
}
