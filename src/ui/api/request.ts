import type { AnswerOf } from '#contract';
import { ROUTES, type RouteName, type RouteParams, type RouteQuery } from '#contract/routes';
import { addressOf } from './address.js';
import { ApiError, errorOf } from './api-error.js';
import { refuse, token } from '../session/token.js';

/** What a request is made of beside its address. */
export interface AskOptions {
  readonly query?: RouteQuery;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** @throws ApiError */
export async function ask<Name extends RouteName>(
  name: Name,
  params: RouteParams<Name>,
  options: AskOptions = {},
): Promise<AnswerOf<Name>> {
  const response = await open(name, params, options);
  return (await response.json()) as AnswerOf<Name>;
}

/**
 * The answer before it is read. The token goes as a header that no other page can make a browser send, and no cookie goes along.
 * @throws ApiError
 */
export async function open<Name extends RouteName>(name: Name, params: RouteParams<Name>, options: AskOptions = {}): Promise<Response> {
  const { query = {}, signal = null, headers = {}, body } = options;
  const content: RequestInit = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const authorization: Record<string, string> = token.value === null ? {} : { authorization: `Bearer ${token.value}` };
  const response = await fetch(addressOf(name, params, query), {
    method: ROUTES[name].method,
    headers: { ...headers, ...type, ...authorization },
    ...content,
    credentials: 'omit',
    cache: 'no-store',
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new ApiError('the daemon does not answer', 0);
  });
  if (response.ok) return response;
  const error = await errorOf(response);
  if (response.status === 401) refuse(error.message);
  throw error;
}
