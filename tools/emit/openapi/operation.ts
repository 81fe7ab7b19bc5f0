import type { ErrorCode } from '#core';
import type { RouteName } from '#contract';

/** Chapters of the document. */
export const TAGS = {
  processes: 'Start, stop and look at processes. `name` is an instance, or all instances of a base name.',
  definitions: 'Definitions that outlive a restart of the daemon, in files of the programs directory.',
  groups: 'Processes that are handled together.',
  logs: 'What processes have written.',
  events: 'What happens to processes, as it happens.',
  cronjobs: 'Programs that run by a schedule.',
  daemon: 'The daemon itself.',
  health: 'For orchestrators, load balancers and Prometheus; at the root of the listener, whatever the base path is.',
} as const;

/** What the decorators of an endpoint cannot tell. */
export interface Operation {
  readonly tag: keyof typeof TAGS;
  readonly summary: string;
  readonly description?: string;
  /** What a success means, by HTTP status. The schema comes from the table of answers. */
  readonly answers: Readonly<Record<number, string>>;
  /** An answer that fits the schema. */
  readonly example?: unknown;
  /** Errors beyond those that any endpoint of its kind may have. */
  readonly errors?: readonly ErrorCode[];
  /** Whether a process specification must be given as body. Required if the handler takes one. */
  readonly body?: 'required' | 'optional';
  readonly headers?: Readonly<Record<string, string>>;
  /** Further facts for machines, as `x-…`. */
  readonly extensions?: Readonly<Record<`x-${string}`, unknown>>;
}

/** Some endpoints. */
export type Operations = Readonly<Partial<Record<RouteName, Operation>>>;
