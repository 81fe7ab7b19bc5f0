import { formatDuration, parseDuration } from '../duration.js';

const DURATION_KEYS: ReadonlySet<string> = new Set([
  'stop_timeout',
  'retry_interval',
  'start_duration',
  'restart_interval',
  'restart_max_interval',
  'restart_reset',
  'starting_deadline',
  'timeout',
  'interval',
]);

/**
 * The normalised wire form of a spec: only the keys its author gave, durations as Go strings. Mapping it again gives the
 * same spec, so that it can be kept in PID files and program files.
 */
export function specDocument(spec: object): Readonly<Record<string, unknown>> {
  return normalised(spec) as Readonly<Record<string, unknown>>;
}

function normalised(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => normalised(item));
  if (typeof value !== 'object' || value === null) return DURATION_KEYS.has(key) ? asDuration(value) : value;
  // Below `env`, `limits` and `options` the keys are not ours.
  if (key === 'env' || key === 'limits' || key === 'options') return { ...value };
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([name, item]) => [name, normalised(item, name)]));
}

function asDuration(value: unknown): unknown {
  const ms = typeof value === 'number' || typeof value === 'string' ? parseDuration(value) : null;
  return ms === null ? value : formatDuration(ms);
}
