import 'reflect-metadata';
import type { Actor, ChangeReport, ProcessManager } from '#core';
import { PROCESS_MANAGER } from '../daemon/manager/index.js';
import { MetricsService } from '../daemon/metrics/index.js';
import { ReloadService } from '../daemon/reload/index.js';
import { type EmbeddedDaemon, startEmbedded } from './embedded-daemon.js';
import { type Endpoints, endpointsOf, type NodeHandler } from './endpoints.js';
import { logScope, type LogScope, within } from './log-scope.js';
import { fastifyMount, type FastifyMount, type PrefixHandler, underPrefix } from './mounts.js';
import type { ProvisrOptions } from './provisr-options.js';

const HOST: Actor = { name: 'host', role: null, via: 'none' };

/** A provisr inside another program. It listens nowhere and handles no signals: the host decides what leads to it. */
export interface Provisr {
  /** Processes: start, stop, look at, be told of. */
  readonly manager: ProcessManager;
  /** All endpoints. Express: `app.use('/provisr', provisr.handler)`. */
  readonly handler: NodeHandler;
  /** All endpoints below a prefix that nobody has taken off: `createServer(provisr.under('/provisr'))`. */
  under(prefix: string): PrefixHandler;
  /** All endpoints, for Fastify: `app.register(provisr.fastify, { prefix: '/provisr' })`. */
  readonly fastify: FastifyMount;
  /** The endpoints one by one: `app.post('/start', auth, provisr.endpoints.start)`. */
  readonly endpoints: Endpoints;
  /** Resolves when every process of the configuration was taken over or had its start settled. Never rejects. */
  readonly booted: Promise<void>;
  /** What a scrape of `/metrics` answers, to be put beside the host's own. Prometheus text, version 0.0.4. */
  metrics(): Promise<string>;
  /**
   * Brings processes, cronjobs and groups in line with another configuration, or with the file as it is now.
   * @throws ProvisrError PROVISR_CONFIG_INVALID, and then nothing has changed
   */
  apply(config?: Readonly<Record<string, unknown>>): Promise<ChangeReport>;
  /** Stops the processes (detached ones live on) and frees everything. Requests are refused afterwards. Idempotent. */
  close(): Promise<void>;
}

/**
 * Supervises inside of this program what a configuration names; resolves when it is known what an earlier manager has left running.
 *
 * @example
 * const provisr = await createProvisr({ configFile: 'config.toml' });
 * app.use('/provisr', provisr.handler);
 *
 * @throws ProvisrError PROVISR_CONFIG_INVALID, PROVISR_CONFIG_NOT_FOUND, PROVISR_USAGE_INVALID
 * @throws ProvisrError PROVISR_DAEMON_RUNNING when another manager, in whatever process, has the same `pid_dir`
 */
export async function createProvisr(options: ProvisrOptions): Promise<Provisr> {
  const scope = logScope(options.logger);
  try {
    return await scope.run(async () => faceOf(await startEmbedded(options), scope));
  } catch (error) {
    scope.end();
    throw error;
  }
}

function faceOf({ daemon, app }: EmbeddedDaemon, scope: LogScope): Provisr {
  let isClosed = false;
  const handler: NodeHandler = (request, response) => {
    if (isClosed) response.writeHead(503, { 'content-type': 'text/plain' }).end('provisr has been closed\n');
    else scope.run(() => app.handler(request, response));
  };
  const { nest } = app;
  return {
    manager: within(scope, nest.get<ProcessManager>(PROCESS_MANAGER)),
    handler,
    under: (prefix) => underPrefix(handler, prefix),
    fastify: fastifyMount(handler),
    endpoints: endpointsOf(handler),
    booted: daemon.booted,
    metrics: async () => (await nest.get(MetricsService, { strict: false }).scrape()).toString(),
    apply: (config) => scope.run(async () => (await nest.get(ReloadService, { strict: false }).reload(HOST, config)).changes),
    close: async () => {
      isClosed = true;
      await scope.run(() => daemon.close()).finally(() => scope.end());
    },
  };
}
