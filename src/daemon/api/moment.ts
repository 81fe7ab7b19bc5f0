import { ProvisrError } from '#core';
import { parseDuration } from '#contract';

/**
 * A moment of a query, milliseconds since the epoch: RFC 3339, or a while back from now (`10m`).
 * @param key of the query, for the problem. @returns `null` for what was not given
 * @throws ProvisrError PROVISR_REQUEST_INVALID
 */
export function momentOf(key: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const agoMs = parseDuration(text);
  const moment = agoMs === null ? Date.parse(text) : Date.now() - agoMs;
  if (!Number.isNaN(moment)) return moment;
  throw new ProvisrError('PROVISR_REQUEST_INVALID', `${key}: must be a time such as "2026-01-31T12:00:00Z" or a duration such as "10m"`, {
    details: { errors: [{ pointer: `/${key}`, message: 'must be a time or a duration' }] },
  });
}
