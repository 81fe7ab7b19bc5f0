import type { RouteQuery } from '#contract/routes';

/** Which processes are meant: exactly one of the three. */
export type ProcessSelector = { readonly name: string } | { readonly base: string } | { readonly wildcard: string };

/** Options of requests that wait for their effect. */
export interface WaitOptions {
  /** Longest wait in milliseconds; 0 = answer at once. @default as long as it takes */
  readonly waitMs?: number;
  /** Ends the wait, with its reason; what was asked for goes on. */
  readonly signal?: AbortSignal;
}

/** Options of requests that tell how processes are. */
export interface UsageOptions {
  /** Tell also what they use of processor and memory, which the daemon then has to read. @default false */
  readonly usage?: boolean;
}

export function usageQuery({ usage }: UsageOptions): RouteQuery {
  return usage === true ? { usage } : {};
}

/** The query of a request that waits. */
export function waitQuery(options: WaitOptions): RouteQuery {
  return options.waitMs === undefined ? {} : { wait: `${options.waitMs}ms` };
}
