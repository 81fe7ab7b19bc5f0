import { signal } from '@preact/signals';
import type { EventDto, EventGapDto, StatusDto } from '#contract';
import { ApiError } from '../api/api-error.js';
import { follow } from '../api/follow.js';
import { ask } from '../api/request.js';
import type { ServerEvent } from '../api/event-stream.js';
import { readGroups } from './groups.js';
import { showAll, showSome } from './process-store.js';

/** Whether the page shows what is. */
export interface Link {
  readonly isOpen: boolean;
  readonly reason: string;
}
export const link = signal<Link>({ isOpen: false, reason: '' });
/** What happens, as it happens. */
export const latestEvents = signal<readonly (EventDto | EventGapDto)[]>([]);

/** Events of one moment are looked at together. */
const GATHER_MS = 100;
/** With more than so many changed processes one question for all of them is cheaper. */
const MOST_SINGLE_QUESTIONS = 8;
/** Processor and memory change without an event. */
const USAGE_EVERY_MS = 3000;

/** Shows what the daemon has until it is told to end. */
export function keepLive(): () => void {
  const abort = new AbortController();
  const refresh = new Refresh(abort.signal);
  void follow({
    name: 'events',
    params: {},
    signal: abort.signal,
    onLink: (isOpen, reason) => {
      link.value = { isOpen, reason };
      if (!isOpen) return;
      refresh.all();
      void readGroups();
    },
    onEvents: (events) => {
      const told = events.map(({ data }: ServerEvent) => JSON.parse(data) as EventDto | EventGapDto);
      latestEvents.value = told;
      for (const event of told) refresh.after(event);
      if (told.some(({ type }) => type === 'config.reloaded' || type === 'gap')) void readGroups();
    },
  });
  const usage = setInterval(() => !document.hidden && link.value.isOpen && refresh.usage(), USAGE_EVERY_MS);
  return () => {
    abort.abort();
    clearInterval(usage);
  };
}

/** Asks for the processes that events are about: one question at a time, whatever their number. */
class Refresh {
  readonly #changed = new Set<string>();
  #isAll = false;
  #isBusy = false;
  #isDue = false;

  constructor(private readonly until: AbortSignal) {}

  after(event: EventDto | EventGapDto): void {
    if (event.type === 'gap' || event.type === 'process.added' || event.type === 'process.removed') this.#isAll = true;
    else if ('process' in event && event.process !== null) this.#changed.add(event.process);
    else return;
    this.#soon();
  }

  all(): void {
    this.#isAll = true;
    this.#soon();
  }

  usage(): void {
    if (!this.#isBusy) this.all();
  }

  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => void this.#run(), GATHER_MS);
  }

  async #run(): Promise<void> {
    this.#isDue = false;
    if (this.#isBusy || this.until.aborted) return;
    this.#isBusy = true;
    const names = [...this.#changed];
    const isAll = this.#isAll || names.length > MOST_SINGLE_QUESTIONS;
    this.#changed.clear();
    this.#isAll = false;
    try {
      if (isAll) showAll(await ask('processes', {}, { query: { usage: true }, signal: this.until }));
      else showSome((await Promise.all(names.map((name) => this.#one(name)))).flat());
    } catch {
      // The stream notices too, and asks for all of them when it is open again.
    }
    this.#isBusy = false;
    if (this.#isAll || this.#changed.size > 0) this.#soon();
  }

  async #one(name: string): Promise<readonly StatusDto[]> {
    try {
      return [await ask('process', { name }, { signal: this.until })];
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return []; // Removed meanwhile: the next event says so.
      throw error;
    }
  }
}
