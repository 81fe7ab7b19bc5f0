import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';
import { bindPollCalls, DATA_OFFSET, EVENT_BYTES, type LoopPoll, type PollCalls } from './poll-calls.js';

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLLIN = 1;
/** Taken from the kernel at once; what is left comes in the next turn of the loop. */
const TURN_EVENTS = 256;

/** How long listeners may be at work in one turn of the loop, ms: others want theirs. */
const TURN_MS = 8;

/** A descriptor that is being watched. */
export interface DescriptorWatch {
  /** No event until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Whether this watch keeps the process from ending by itself. True from the beginning. */
  setKeepsAlive(keeps: boolean): void;
  /** To be called before the descriptor is closed. */
  close(): void;
}

class Watch implements DescriptorWatch {
  isPaused = false;
  keepsAlive = true;
  isClosed = false;

  readonly fd: number;
  readonly listener: () => void;
  readonly #owner: DescriptorEvents;

  constructor(fd: number, listener: () => void, owner: DescriptorEvents) {
    this.fd = fd;
    this.listener = listener;
    this.#owner = owner;
  }

  pause(): void {
    if (this.isClosed || this.isPaused) return;
    this.isPaused = true;
    this.#owner.change(this);
  }

  resume(): void {
    if (this.isClosed || !this.isPaused) return;
    this.isPaused = false;
    this.#owner.change(this);
  }

  setKeepsAlive(keeps: boolean): void {
    if (this.isClosed || this.keepsAlive === keeps) return;
    this.keepsAlive = keeps;
    this.#owner.count(keeps ? 1 : -1);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.keepsAlive) this.#owner.count(-1);
    this.#owner.forget(this);
  }
}

/**
 * Readiness of descriptors that Node has no class for (pidfds, FIFOs that are spliced), told by Node's own event loop: all of them
 * are in one epoll(7) set, and that set is a `uv_poll_t` in the loop. No thread, no timer, one handle however many there are
 * (docs/adr/0011). Level-triggered: a listener that leaves a descriptor readable is called again in the next turn.
 */
export class DescriptorEvents {
  readonly #calls: PollCalls;
  readonly #set: number;
  readonly #watches = new Map<number, Watch>();
  readonly #events = Buffer.alloc(TURN_EVENTS * EVENT_BYTES);
  readonly #reportFault: (error: unknown) => void;
  readonly #loop: LoopPoll;
  #keepingAlive = 0;
  #isScheduled = false;

  /** @param reportFault told of what a listener throws; listeners should not */
  constructor(library: NativeLibrary, reportFault: (error: unknown) => void) {
    this.#calls = bindPollCalls(library);
    this.#reportFault = reportFault;
    this.#set = this.#calls.epollCreate();
    if (this.#set < 0) throw systemError(this.#calls.errno(), 'epoll_create1');
    this.#loop = this.#calls.pollInLoop(this.#set, () => this.#schedule());
    this.#loop.unref();
  }

  /**
   * Calls `listener` in every turn of the loop in which `fd` is readable, or its other side is gone.
   * @throws the system error of epoll_ctl(2)
   */
  watch(fd: number, listener: () => void): DescriptorWatch {
    const watch = new Watch(fd, listener, this);
    this.#control(EPOLL_CTL_ADD, watch);
    this.#watches.set(fd, watch);
    this.count(1);
    return watch;
  }

  /** @internal */
  change(watch: Watch): void {
    // EPOLLHUP and EPOLLERR cannot be switched off (epoll_ctl(2)): a paused one leaves the set.
    this.#control(watch.isPaused ? EPOLL_CTL_DEL : EPOLL_CTL_ADD, watch);
  }

  /** @internal */
  forget(watch: Watch): void {
    if (this.#watches.get(watch.fd) === watch) this.#watches.delete(watch.fd);
    if (!watch.isPaused) this.#calls.epollControl(this.#set, EPOLL_CTL_DEL, watch.fd, 0);
  }

  /** @internal */
  count(change: number): void {
    const before = this.#keepingAlive;
    this.#keepingAlive += change;
    if (before === 0 && this.#keepingAlive > 0) this.#loop.ref();
    if (before > 0 && this.#keepingAlive === 0) this.#loop.unref();
  }

  #control(operation: typeof EPOLL_CTL_ADD | typeof EPOLL_CTL_DEL, { fd }: Watch): void {
    if (this.#calls.epollControl(this.#set, operation, fd, EPOLLIN) !== 0) throw systemError(this.#calls.errno(), 'epoll_ctl');
  }

  /** libuv calls from outside of any callback scope, where promises would not be settled: the work is done in the check phase that follows. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    const count = this.#calls.epollTake(this.#set, this.#events);
    const ready: number[] = [];
    for (let index = 0; index < count; index++) ready.push(Number(this.#events.readBigUInt64LE(index * EVENT_BYTES + DATA_OFFSET)));
    const untilMs = performance.now() + TURN_MS;
    for (const fd of ready) {
      this.#tell(this.#watches.get(fd));
      if (performance.now() >= untilMs) return; // the rest is still readable, and comes in the next turn
    }
  }

  #tell(watch: Watch | undefined): void {
    // A listener before it in this turn may have closed or paused it.
    if (!watch || watch.isPaused || watch.isClosed) return;
    try {
      watch.listener();
    } catch (error) {
      this.#reportFault(error);
    }
  }
}
