import type { InheritedEnv } from '#core';
import type { LogDto } from '../config/log.dto.js';

/** How paths of a spec are read: relative ones against the directory of their file, or none but absolute, cleaned ones (the API). */
export type PathRule = { readonly kind: 'relative'; readonly baseDir: string } | { readonly kind: 'absolute' };

/** The environment every process shares. */
export interface SharedEnvironment {
  /** The manager's own variables that children inherit. */
  readonly inherited: Readonly<Record<string, string>>;
  /** What the configuration adds for all, lowest first: env files, then `env`. Not expanded yet. */
  readonly declared: readonly Readonly<Record<string, string>>[];
  readonly inherit: InheritedEnv;
}

/** What a spec needs beside itself to become complete. Immutable. */
export interface SpecContext {
  readonly paths: PathRule;
  /** Absolute. */
  readonly pidDir: string;
  /** Global defaults; their paths are absolute. */
  readonly log: LogDto;
  readonly environment: SharedEnvironment;
  /** The detector types there are; absent = not known yet, as plugins may bring more. */
  readonly detectorTypes?: readonly string[];
  /** The restart strategies there are; absent likewise. */
  readonly restartStrategies?: readonly string[];
}
