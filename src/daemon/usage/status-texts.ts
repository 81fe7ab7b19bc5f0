import type { ProcessStatus } from '#core';
import { fromStatus } from '#contract';

/** The text of a status in two halves: between them stands the uptime, which is another one each time. */
interface Cut {
  readonly status: ProcessStatus;
  readonly before: string;
  readonly after: string;
}

const UPTIME_KEY = '"uptime_seconds":';
/** Which fields the text is made of. The uptime is put into it anew. */
const WRITTEN: Readonly<Record<keyof ProcessStatus, boolean>> = {
  name: true,
  base: true,
  state: true,
  wanted: false,
  running: true,
  pid: true,
  startedAt: true,
  stoppedAt: true,
  lastExit: true,
  detectedBy: true,
  restarts: true,
  failures: false,
  attempt: false,
  nextRestartAt: true,
  dueInMs: false,
  uptimeMs: false,
  adopted: true,
  problems: true,
};
const COMPARED = (Object.keys(WRITTEN) as (keyof ProcessStatus)[]).filter((field) => WRITTEN[field]);

/**
 * Statuses as text of JSON, byte by byte what `JSON.stringify` makes of their wire form. What has not changed since somebody last asked is
 * not written anew: with hundreds of processes that is what a request costs.
 */
export class StatusTexts {
  readonly #known = new Map<string, Cut>();

  listOf(statuses: readonly ProcessStatus[]): string {
    if (this.#known.size > 2 * statuses.length) this.#known.clear(); // who is gone is forgotten some time
    return `[${statuses.map((status) => this.#textOf(status)).join(',')}]`;
  }

  #textOf(status: ProcessStatus): string {
    let cut = this.#known.get(status.name);
    if (cut === undefined || !looksTheSame(cut.status, status)) {
      cut = cutText(status);
      this.#known.set(status.name, cut);
    }
    return status.uptimeMs === null ? cut.before : cut.before + Math.round(status.uptimeMs) / 1000 + cut.after;
  }
}

function looksTheSame(known: ProcessStatus, now: ProcessStatus): boolean {
  if ((known.uptimeMs === null) !== (now.uptimeMs === null)) return false;
  for (const field of COMPARED) if (!isSame(known[field], now[field])) return false;
  return true;
}

/** Lists are made anew for each status; most are empty. */
function isSame(left: unknown, right: unknown): boolean {
  return left === right || (Array.isArray(left) && Array.isArray(right) && left.length === 0 && right.length === 0);
}

function cutText(status: ProcessStatus): Cut {
  if (status.uptimeMs === null) return { status, before: JSON.stringify(fromStatus(status)), after: '' };
  const text = JSON.stringify(fromStatus({ ...status, uptimeMs: 0 }));
  // Inside of a string the quotes of the key would be escaped.
  const at = text.indexOf(UPTIME_KEY) + UPTIME_KEY.length;
  return { status, before: text.slice(0, at), after: text.slice(at + 1) };
}
