import { closeSync, fstatSync, openSync, readSync, watch, writeFileSync } from 'node:fs';

/**
 * @typedef {{ label: string, event: string, atMs: number, pid: number }} Arrival one line of a program, its time monotonic
 */

/** The file into which every supervised program writes when it runs: the time comes from the program itself, whoever started it. */
export class Arrivals {
  #fd;
  #at = 0;
  #rest = '';
  #watcher;
  #wake = () => undefined;
  /** @type {Arrival[]} */
  all = [];
  /** @type {Map<string, Arrival>} the latest of each label */
  latest = new Map();

  /** @param {string} path made here, and emptied */
  constructor(path) {
    this.path = path;
    writeFileSync(path, '');
    this.#fd = openSync(path, 'r');
    this.#watcher = watch(path, () => {
      this.#read();
      this.#wake();
    });
  }

  /** Waits until `condition` answers with something, which is asked after each line; throws with `what` after `limitMs`. */
  async until(condition, what, limitMs = 120_000) {
    const deadline = performance.now() + limitMs;
    for (;;) {
      this.#read();
      const answer = condition(this);
      if (answer) return answer;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`${what} did not happen within ${limitMs / 1000} s`);
      await this.#woken(Math.min(left, 200));
    }
  }

  /** Forgets what came so far. */
  clear() {
    this.#read();
    this.all = [];
    this.latest.clear();
  }

  /** PIDs of the programs that ran last. */
  get pids() {
    return [...this.latest.values()].map(({ pid }) => pid);
  }

  close() {
    this.#watcher.close();
    closeSync(this.#fd);
  }

  #woken(limitMs) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #read() {
    const bytes = Buffer.alloc(fstatSync(this.#fd).size - this.#at);
    if (bytes.length === 0) return;
    this.#at += readSync(this.#fd, bytes, 0, bytes.length, this.#at);
    const lines = (this.#rest + bytes.toString('latin1')).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      const [label, event, ns, pid] = line.split(' ');
      const arrival = { label, event, atMs: Number(ns) / 1e6, pid: Number(pid) };
      this.all.push(arrival);
      this.latest.set(label, arrival);
    }
  }
}

/** Milliseconds of the monotonic clock, the one that programs report. */
export const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;
