import { ApiError } from '../api/api-error.js';
import type { Notice } from './notices-store.js';

/** That something did not work: the last words of a program that did not start, and what to do. */
export function failureNotice(what: string, error: unknown): Notice {
  const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  if (!(error instanceof ApiError)) return { tone: 'bad', text };
  const lastWords = error.problem?.['stderr_tail'];
  const details = [...(Array.isArray(lastWords) ? lastWords.map(String) : []), ...(error.hint === null ? [] : [error.hint])];
  return { tone: 'bad', text, details };
}
