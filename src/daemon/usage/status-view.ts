import { Injectable } from '@nestjs/common';
import type { ProcessStatus } from '#core';
import { fromStatus, type StatusDto } from '#contract';
import { StatusTexts } from './status-texts.js';
import { type GroupUsage, UsageSampler } from './usage-sampler.js';

/** Statuses in wire form, with what the processes use when it is wanted: nobody else pays for reading it. */
@Injectable()
export class StatusView {
  readonly #texts = new StatusTexts();

  constructor(private readonly sampler: UsageSampler) {}

  /** The same as a list, or as the text of one in JSON where that is at hand. */
  async list(statuses: readonly ProcessStatus[], withUsage: boolean): Promise<StatusDto[] | string> {
    return withUsage ? this.of(statuses, true) : this.#texts.listOf(statuses);
  }

  async of(statuses: readonly ProcessStatus[], withUsage: boolean): Promise<StatusDto[]> {
    if (!withUsage) return statuses.map((status) => fromStatus(status));
    const usages = await this.sampler.usages(statuses);
    return statuses.map((status, at) => ({ ...fromStatus(status), ...figures(usages[at] ?? null) }));
  }
}

function figures(usage: GroupUsage | null): Pick<StatusDto, 'cpu_percent' | 'cpu_seconds' | 'resident_memory_bytes'> {
  return {
    cpu_percent: rounded(usage?.cpuPercent, 10),
    cpu_seconds: rounded(usage?.cpuSeconds, 100),
    resident_memory_bytes: usage?.residentBytes ?? null,
  };
}

/** @param steps how many of them make one */
function rounded(value: number | null | undefined, steps: number): number | null {
  return value === null || value === undefined ? null : Math.round(value * steps) / steps;
}
