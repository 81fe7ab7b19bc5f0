import { formatListen, type ListenAddress } from '#contract';
import type { DaemonConfig } from '../config/index.js';
import type { PresentedCertificate } from '../tls/index.js';
import { planListen } from './listen-plan.js';
import { type Listener, type ListenerPast, listenTcp, type RequestHandler } from './listener.js';
import { metricsOnly } from './metrics-only.js';
import { listenUnix } from './unix-listener.js';

/** What listeners need beside the configuration. */
export interface ListenPorts {
  readonly handler: RequestHandler;
  readonly certificates: PresentedCertificate | null;
  readonly warn: (message: string) => void;
  /** What an earlier image of the daemon in the same PID had open; then nothing is read before the listeners are welcomed to. */
  readonly inherited?: { listener(key: string): number | null } | null;
}

/**
 * Opens everything the configuration asks for: TCP, the unix socket, the address of the metrics. All of them or none.
 * @throws ProvisrError PROVISR_LISTEN_FAILED
 */
export async function openListeners(config: DaemonConfig, ports: ListenPorts): Promise<readonly Listener[]> {
  const { server, metrics } = config;
  const open: Listener[] = [];
  const pastOf = (key: string): ListenerPast => ({
    key,
    inherited: ports.inherited?.listener(key) ?? null,
    waits: ports.inherited != null,
  });
  const tcp = async (role: string, asked: ListenAddress, handler: RequestHandler): Promise<void> => {
    const { address, warning } = planListen(asked, server.auth !== null, server.allowUnauthenticated);
    open.push(await listenTcp(address, handler, ports.certificates, pastOf(`${role} ${formatListen(address)}`)));
    if (warning !== null) ports.warn(warning);
  };
  try {
    if (server.enabled && server.listen !== null) await tcp('api', server.listen, ports.handler);
    if (server.enabled && server.socket !== null) open.push(await listenUnix(server.socket, ports.handler, pastOf(`api ${server.socket}`)));
    if (metrics.enabled && metrics.listen !== null) await tcp('metrics', metrics.listen, metricsOnly(ports.handler));
    return open;
  } catch (error) {
    await Promise.all(open.map((listener) => listener.close(0)));
    throw error;
  }
}
