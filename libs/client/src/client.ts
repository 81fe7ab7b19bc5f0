import { CronjobRequests } from './cronjob-requests.js';
import { DaemonRequests } from './daemon-requests.js';
import { EventRequests } from './event-requests.js';
import { GroupRequests } from './group-requests.js';
import { LogRequests } from './log-requests.js';
import type { ClientOptions } from './options.js';
import { ProcessRequests } from './process-requests.js';
import { type EndpointOptions, Requester } from './requester.js';

/** A daemon from afar. Holds no connection between requests, so there is nothing to close. */
export interface Client {
  /** Where it is, for people: `http://127.0.0.1:8080/api` or `unix:/run/provisr.sock`. */
  readonly address: string;
  /** Start, stop, define and look at processes. */
  readonly processes: ProcessRequests;
  /** The same for groups of processes. */
  readonly groups: GroupRequests;
  /** Look at cronjobs, trigger and suspend them. */
  readonly cronjobs: CronjobRequests;
  /** What processes have written. */
  readonly logs: LogRequests;
  /** What happens to processes, as it happens. */
  readonly events: EventRequests;
  /** The daemon itself: reload, health, metrics. */
  readonly daemon: DaemonRequests;
  /**
   * Asks any endpoint below the base path, such as one that a plugin brings. Sent once, whatever becomes of it.
   * @param path e.g. `hello/greet`
   * @returns the answer, parsed; `null` when it is empty
   * @throws ProvisrError with the code of the daemon, or of the connection
   */
  request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, options?: EndpointOptions): Promise<unknown>;
}

/**
 * A client for every endpoint of the API, over TCP, TLS or a unix socket. Errors are ProvisrError with the code of the daemon;
 * a network that fails is PROVISR_DAEMON_UNREACHABLE. TLS files are read with the first request: one that cannot be loaded fails it
 * with PROVISR_TLS_INVALID.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://build.example.com:8443/api', token, tls: { caCert: '/etc/provisr/ca.crt' } });
 * await client.processes.launch({ name: 'demo', command: 'sleep 10' });
 *
 * @throws ProvisrError PROVISR_USAGE_INVALID for an address that is none
 */
export function createClient(options: ClientOptions = {}): Client {
  const requester = new Requester(options);
  return {
    address: requester.endpoint.label,
    processes: new ProcessRequests(requester),
    groups: new GroupRequests(requester),
    cronjobs: new CronjobRequests(requester),
    logs: new LogRequests(requester),
    events: new EventRequests(requester),
    daemon: new DaemonRequests(requester),
    request: (...asked) => requester.ask(...asked),
  };
}
