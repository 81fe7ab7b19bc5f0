import { signal } from '@preact/signals';
import type { EventDto, EventGapDto, HistoryPageDto } from '#contract';
import type { ServerEvent } from '../api/event-stream.js';
import { follow } from '../api/follow.js';
import { ask } from '../api/request.js';
import { askedOf, type EventFilter, isWanted } from './event-filter.js';
import { type EventRow, MOST_ROWS, oldestId, withNewer, withOlder } from './event-rows.js';

/** Events of one question to the history. */
const PAGE_SIZE = 200;
/** So many of the daemon's answers are gone through for a page, where the daemon cannot tell all that is wanted. */
const MOST_QUESTIONS = 10;
/** Events of one moment are drawn together. */
const GATHER_MS = 100;

/** What has happened and what happens, the latest first: as much of it as is kept in memory, and the way to the rest. */
export class EventReader {
  readonly rows = signal<readonly EventRow[]>([]);
  /** `true`: what happens waits, so that what is read stays where it is. */
  readonly isPaused = signal(false);
  /** How many are waiting. */
  readonly waiting = signal(0);
  readonly isLoading = signal(true);
  readonly hasOlder = signal(false);
  readonly trouble = signal('');
  /** How many have fallen out at the upper end, all in all. */
  readonly droppedAbove = signal(0);
  readonly #filter: EventFilter;
  readonly #abort = new AbortController();
  #fresh: EventRow[] = [];
  /** What lies between the rows and the present is not there: it has to be read again. */
  #isDetached = false;
  /** The daemon did not answer when it was asked for the history. */
  #isIncomplete = false;
  #isDue = false;
  #gaps = 0;
  /** From where on one goes further back. */
  #cursor: string | null = null;
  /** Counts the beginnings: what an earlier one has asked for is not wanted any more. */
  #generation = 0;

  /**
   * @param members base names in the group of the filter, `null` = any
   * @param until RFC 3339; `null` = now
   */
  constructor(
    filter: EventFilter,
    private readonly members: ReadonlySet<string> | null,
    until: string | null,
  ) {
    this.#filter = filter;
    void this.#begin(until);
  }

  /** Whether the rows lead up to the present. */
  get isAttached(): boolean {
    return !this.#isDetached;
  }

  has(key: string): boolean {
    return this.rows.value.some((row) => row.key === key);
  }

  /** Shows what happened until a moment, and what was before. */
  async goTo(until: string | null): Promise<void> {
    this.#generation += 1;
    this.#fresh = [];
    this.waiting.value = 0;
    this.#isDetached = until !== null;
    this.isPaused.value = until !== null;
    this.rows.value = [];
    await this.#read(null, until);
  }

  pause(): void {
    this.isPaused.value = true;
  }

  resume(): void {
    this.isPaused.value = false;
    if (this.#isDetached) void this.goTo(null);
    else this.#show();
  }

  /** Goes further back. */
  async older(): Promise<void> {
    if (this.hasOlder.value && !this.isLoading.value) await this.#read(this.#cursor, null);
  }

  close(): void {
    this.#abort.abort();
  }

  async #begin(until: string | null): Promise<void> {
    const query = askedOf(this.#filter);
    if (query === null) {
      this.isLoading.value = false;
      return;
    }
    const present = await this.#ask({ limit: 1 });
    await this.goTo(until);
    if (this.#abort.signal.aborted) return;
    void follow({
      name: 'events',
      params: {},
      query: { ...query, last_event_id: present?.events[0]?.id },
      signal: this.#abort.signal,
      onEvents: (events) => this.#take(events),
      onLink: (isOpen, reason) => this.#noteLink(isOpen, reason),
    });
  }

  #noteLink(isOpen: boolean, reason: string): void {
    this.trouble.value = isOpen ? '' : `Not live: ${reason}; trying again …`;
    if (!isOpen || !this.#isIncomplete) return;
    this.#isIncomplete = false;
    if (!this.isPaused.value) void this.goTo(null);
  }

  /** A page of the history, from the cursor back. */
  async #read(from: string | null, until: string | null): Promise<void> {
    const query = askedOf(this.#filter);
    if (query === null) return;
    this.isLoading.value = true;
    const generation = this.#generation;
    const found: EventRow[] = [];
    let next = from;
    for (let questions = 0; questions < MOST_QUESTIONS && found.length < PAGE_SIZE; questions += 1) {
      const page = await this.#ask({ ...query, limit: PAGE_SIZE, until: until ?? undefined, cursor: next ?? undefined });
      if (generation !== this.#generation) return;
      if (page === null) break;
      for (const { id, event } of page.events) if (this.#isWanted(event)) found.push({ key: id, event });
      next = page.next;
      this.hasOlder.value = next !== null;
      if (next === null) break;
    }
    this.#cursor = next;
    this.#append(found);
    this.isLoading.value = false;
    this.#show();
  }

  #append(found: readonly EventRow[]): void {
    const { rows, dropped } = withOlder(this.rows.value, found);
    this.rows.value = rows;
    if (dropped === 0) return;
    this.#isDetached = true;
    this.isPaused.value = true;
    this.droppedAbove.value += dropped;
  }

  /** @returns `null` when it failed, which `trouble` tells */
  async #ask(query: Readonly<Record<string, string | number | boolean | undefined>>): Promise<HistoryPageDto | null> {
    try {
      return await ask('history', {}, { query, signal: this.#abort.signal });
    } catch (error) {
      if (!this.#abort.signal.aborted) this.trouble.value = error instanceof Error ? error.message : String(error);
      this.#isIncomplete = true;
      return null;
    }
  }

  #take(events: readonly ServerEvent[]): void {
    for (const { data, id } of events) {
      const told = JSON.parse(data) as EventDto | EventGapDto;
      if (told.type === 'gap') this.#fresh.push({ key: `gap-${(this.#gaps += 1)}`, gap: told });
      else if (id !== null && this.#isWanted(told)) this.#fresh.push({ key: id, event: told });
    }
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      this.#show();
    }, GATHER_MS);
  }

  #show(): void {
    if (this.isPaused.value || this.isLoading.value) {
      this.waiting.value = this.#fresh.length;
      if (this.#fresh.length > MOST_ROWS) this.#isDetached = true;
      this.#fresh = this.#fresh.slice(-MOST_ROWS - 1);
      return;
    }
    if (this.#fresh.length > 0) {
      this.rows.value = withNewer(this.rows.value, this.#fresh);
      if (this.rows.value.length === MOST_ROWS) {
        this.#cursor = oldestId(this.rows.value);
        this.hasOlder.value = true;
      }
    }
    this.#fresh = [];
    this.waiting.value = 0;
  }

  #isWanted(event: EventDto): boolean {
    return isWanted(event, this.#filter, this.members);
  }
}
