import { computed, signal } from '@preact/signals';
import type { StatusDto } from '#contract';
import { forgetUsage, noteUsage } from './usage-series.js';

const statuses = signal<ReadonlyMap<string, StatusDto>>(new Map());
/** When the statuses came in, by the clock of this page: times that pass are counted on from there. */
const arrivedAt = new Map<string, number>();

/** As the daemon orders them: by name, `web-2` before `web-10`. */
export const processes = computed<readonly StatusDto[]>(() => [...statuses.value.values()]);
/** `false` until the daemon has told for the first time. */
export const isLoaded = signal(false);

/** The instances of each definition, by its name. */
export const instancesByBase = computed<ReadonlyMap<string, readonly StatusDto[]>>(() => {
  const found = new Map<string, StatusDto[]>();
  for (const status of processes.value) {
    const instances = found.get(baseOf(status));
    if (instances === undefined) found.set(baseOf(status), [status]);
    else instances.push(status);
  }
  return found;
});

/** The name of its definition. */
export function baseOf({ name, instance_of: base }: StatusDto): string {
  return base ?? name;
}

export function processNamed(name: string): StatusDto | undefined {
  return statuses.value.get(name);
}

/** All there are. What is not among them is gone. */
export function showAll(all: readonly StatusDto[]): void {
  const known = statuses.value;
  for (const status of all) note(status);
  statuses.value = new Map(all.map((status) => [status.name, withUsage(status, known.get(status.name))]));
  for (const name of arrivedAt.keys()) if (!statuses.value.has(name)) forget(name);
  isLoaded.value = true;
}

/** Some of those that are known. */
export function showSome(some: readonly StatusDto[]): void {
  const next = new Map(statuses.value);
  for (const status of some) {
    note(status);
    next.set(status.name, withUsage(status, next.get(status.name)));
  }
  statuses.value = next;
}

/** How long it has been up, ms; `null` when it is not. */
export function uptimeMs({ name, uptime_seconds: seconds }: StatusDto, now: number): number | null {
  return seconds === null ? null : seconds * 1000 + Math.max(0, now - (arrivedAt.get(name) ?? now));
}

/** Statuses of the event stream come without usage: the reading before holds until the next one. */
function withUsage(status: StatusDto, before: StatusDto | undefined): StatusDto {
  if (status.cpu_percent !== undefined || before === undefined || before.pid !== status.pid) return status;
  const { cpu_percent, resident_memory_bytes } = before;
  return {
    ...status,
    ...(cpu_percent === undefined ? {} : { cpu_percent }),
    ...(resident_memory_bytes === undefined ? {} : { resident_memory_bytes }),
  };
}

function note({ name, restarts, cpu_percent: percent, resident_memory_bytes: bytes }: StatusDto): void {
  arrivedAt.set(name, performance.now());
  if (percent === undefined) return;
  noteUsage(name, { atMs: Date.now(), cpuPercent: percent, memoryBytes: bytes ?? null, restarts });
}

function forget(name: string): void {
  arrivedAt.delete(name);
  forgetUsage(name);
}
