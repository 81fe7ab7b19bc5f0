import type { StatusDto } from '#contract';
import { now } from '../store/now.js';
import { uptimeMs } from '../store/process-store.js';
import { durationText } from './wording.js';

/** Counts on by itself. */
export function Uptime({ status }: { readonly status: StatusDto }) {
  const ms = uptimeMs(status, now.value);
  return <>{ms === null ? '–' : durationText(ms)}</>;
}
