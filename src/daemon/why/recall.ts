import { Injectable } from '@nestjs/common';
import type { EventDto } from '#contract';
import { EventFeed, subjectOf } from '../events/index.js';
import { Past } from './past.js';

type Latest = Map<EventDto['type'], EventDto>;

/** What is looked for in the files goes back no further than this many events: less than a second's work, in small portions. */
const MOST_LOOKED_AT = 100_000;

/** The latest event of each type of each process: what an explanation needs, whatever has happened to others since. */
@Injectable()
export class Recall {
  readonly #latest = new Map<string, Latest>();
  /** Of whom the files were asked already. */
  readonly #looked = new Set<string>();

  constructor(private readonly feed: EventFeed) {
    feed.subscribe(({ event }) => this.#take(event));
  }

  /** @param name of an instance or a cronjob */
  async past(name: string): Promise<Past> {
    if (!this.#looked.has(name)) await this.#lookUp(name);
    return new Past(this.#latest.get(name) ?? new Map<EventDto['type'], EventDto>());
  }

  #take(event: EventDto): void {
    for (const name of namesOf(event)) {
      if (event.type === 'process.removed') this.#forget(name);
      else if (!isIdle(event, this.#latest.get(name))) this.#of(name).set(event.type, event);
    }
  }

  #forget(name: string): void {
    this.#latest.delete(name);
    this.#looked.delete(name);
  }

  #of(name: string): Latest {
    let latest = this.#latest.get(name);
    if (latest === undefined) this.#latest.set(name, (latest = new Map()));
    return latest;
  }

  /** Once for each: what happened before this daemon. Looks back to the last order and the last end, which are what it all began with. */
  async #lookUp(name: string): Promise<void> {
    let looked = 0;
    for await (const { event } of this.feed.backwards(null)) {
      if (namesOf(event).includes(name)) {
        const latest = this.#of(name);
        if (event.type === 'process.removed') break;
        if (!latest.has(event.type)) latest.set(event.type, event);
        if (latest.has('process.asked') && latest.has('process.exited') && latest.has('process.started')) break;
      }
      if ((looked += 1) === MOST_LOOKED_AT) break;
    }
    this.#looked.add(name);
  }
}

/** An order that had no effect is not what it came of: a start of what runs, a stop of what is down. */
function isIdle(event: EventDto, latest: Latest | undefined): boolean {
  if (event.type !== 'process.asked' || event.what === 'restart') return false;
  const state = latest?.get('process.state');
  const now = state?.type === 'process.state' ? state.to : 'stopped';
  return event.what === 'stop' ? now === 'stopped' : now === 'running' || now === 'starting';
}

/** What explanations are made from; the rest is not kept. */
const USED: ReadonlySet<EventDto['type']> = new Set<EventDto['type']>([
  'process.removed',
  'process.state',
  'process.asked',
  'process.changed',
  'process.started',
  'process.adopted',
  'process.exited',
  'process.killed',
  'process.gave-up',
  'cron.started',
  'cron.finished',
  'cron.skipped',
  'cron.missed',
]);

function namesOf(event: EventDto): readonly string[] {
  if (!USED.has(event.type)) return [];
  const [process, base] = subjectOf(event);
  if (process === null) return [];
  return 'cronjob' in event && base !== null && base !== process ? [base] : [process];
}
