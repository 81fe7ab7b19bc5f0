import type { ChangeResultDto, OkDto, PluginStatusDto } from '#contract';
import type { Requester } from './requester.js';

/** The endpoints about the daemon itself. */
export class DaemonRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** Answers when the API does. @throws ProvisrError PROVISR_DAEMON_UNREACHABLE */
  ping(): Promise<OkDto> {
    return this.#requester.request({ route: 'status', params: {} });
  }

  /** Reads the configuration again and says what changed. @throws ProvisrError PROVISR_CONFIG_INVALID, and then nothing has changed */
  reload(options: { readonly signal?: AbortSignal } = {}): Promise<ChangeResultDto> {
    return this.#requester.request({ route: 'reload', params: {}, waitMs: null, ...options });
  }

  plugins(): Promise<PluginStatusDto[]> {
    return this.#requester.request({ route: 'plugins', params: {} });
  }

  /** The OpenAPI document of the running daemon. */
  openapi(): Promise<Readonly<Record<string, unknown>>> {
    return this.#requester.request({ route: 'openapi', params: {} });
  }

  /** What the supervision core knows of each process; its form may change from version to version. */
  debugProcesses(): Promise<unknown> {
    return this.#requester.request({ route: 'debugProcesses', params: {} });
  }

  /** Health as terminus reports it. @throws ProvisrError when not healthy */
  live(): Promise<Readonly<Record<string, unknown>>> {
    return this.#requester.request({ route: 'live', params: {} });
  }

  /** @throws ProvisrError PROVISR_SHUTTING_DOWN while the daemon cannot take requests */
  ready(): Promise<Readonly<Record<string, unknown>>> {
    return this.#requester.request({ route: 'ready', params: {} });
  }

  /** Metrics in the Prometheus text format. */
  metrics(): Promise<string> {
    return this.#requester.text({ route: 'metrics', params: {}, headers: { accept: 'text/plain' } });
  }
}
