import type { RequestOptions } from 'node:https';
import type { Endpoint } from '../endpoint.js';
import type { ClientOptions } from '../options.js';

type RequestFunction = typeof import('node:https').request;

/** How to reach the daemon: the function that opens a request, and the fixed part of its options. */
export interface Connection {
  readonly request: RequestFunction;
  readonly options: RequestOptions;
}

/**
 * `process.getBuiltinModule` instead of an import: linking `node:http` as an ES module instantiates all it exports, which costs
 * a short-lived command more than the request itself.
 */
export async function connectionTo(endpoint: Endpoint, options: ClientOptions): Promise<Connection> {
  const address = endpoint.socketPath === null ? { host: endpoint.host, port: endpoint.port } : { socketPath: endpoint.socketPath };
  const common = { ...address, agent: false as const };
  if (!endpoint.secure) return { request: process.getBuiltinModule('node:http').request, options: common };
  const { tlsConnectionOptions } = await import('./tls-files.js');
  return { request: process.getBuiltinModule('node:https').request, options: { ...common, ...tlsConnectionOptions(options.tls ?? {}) } };
}
