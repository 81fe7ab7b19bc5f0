import type {
  AboutDto,
  ChangeResultDto,
  ConfigurationDto,
  HealthReportDto,
  IdentityDto,
  LogArea,
  LogLevel,
  LogLevelsDto,
  LogLevelsResultDto,
  OkDto,
  PluginStatusDto,
  ReloadPreviewDto,
  UpgradeAcceptedDto,
  UpgradeStateDto,
} from '#contract';
import type { Requester } from './requester.js';

/** How long a program may take to pass its check, ms. */
const UPGRADE_CHECK_MS = 60_000;

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

  /** What a reload would do now, without doing it. @throws ProvisrError PROVISR_CONFIG_INVALID as the reload would */
  previewReload(options: { readonly signal?: AbortSignal } = {}): Promise<ReloadPreviewDto> {
    return this.#requester.request({ route: 'reloadPreview', params: {}, waitMs: null, ...options });
  }

  /** The configuration in force, defaults included, without secrets. */
  configuration(): Promise<ConfigurationDto> {
    return this.#requester.request({ route: 'configuration', params: {} });
  }

  /**
   * Replaces the daemon in place by what is on disk now. Answers when the new program has passed its check; then it takes over.
   * @throws ProvisrError PROVISR_UPGRADE_REFUSED, PROVISR_UPGRADE_UNAVAILABLE, PROVISR_UPGRADING
   */
  upgrade(to: { readonly node?: string; readonly program?: string } = {}): Promise<UpgradeAcceptedDto> {
    return this.#requester.request({ route: 'upgrade', params: {}, query: to, waitMs: UPGRADE_CHECK_MS });
  }

  /** Which program runs, and how the last upgrade ended. */
  upgradeState(): Promise<UpgradeStateDto> {
    return this.#requester.request({ route: 'upgradeState', params: {} });
  }

  /** The plugins as loaded, or as they failed. */
  plugins(): Promise<PluginStatusDto[]> {
    return this.#requester.request({ route: 'plugins', params: {} });
  }

  /** What the daemon is, on what it runs, and what it can do there. */
  about(): Promise<AboutDto> {
    return this.#requester.request({ route: 'about', params: {} });
  }

  /** Who the daemon takes this client for, and what that one may do. */
  identity(): Promise<IdentityDto> {
    return this.#requester.request({ route: 'identity', params: {} });
  }

  /** The OpenAPI document of the running daemon. */
  openapi(): Promise<Readonly<Record<string, unknown>>> {
    return this.#requester.request({ route: 'openapi', params: {} });
  }

  /** What the supervision core knows of each process; its form may change from version to version. */
  debugProcesses(): Promise<Readonly<Record<string, unknown>>> {
    return this.#requester.request({ route: 'debugProcesses', params: {} });
  }

  /** How much the daemon tells in its own log. */
  logLevels(): Promise<LogLevelsDto> {
    return this.#requester.request({ route: 'logLevels', params: {} });
  }

  /**
   * Changes that, until the configuration is reloaded or the daemon ends.
   * @param level `default`: as the configuration has it
   * @param area only of this one; without it, of all that have no level of their own
   */
  setLogLevel(level: LogLevel | 'default', area?: LogArea): Promise<LogLevelsResultDto> {
    return this.#requester.request({ route: 'setLogLevel', params: {}, query: { level, area } });
  }

  /** That the daemon answers. Needs no token. @throws ProvisrError when not healthy */
  live(): Promise<HealthReportDto> {
    return this.#requester.request({ route: 'live', params: {} });
  }

  /** That its boot is through and no stop has begun. Needs no token. @throws ProvisrError PROVISR_SHUTTING_DOWN otherwise */
  ready(): Promise<HealthReportDto> {
    return this.#requester.request({ route: 'ready', params: {} });
  }

  /** Metrics in the Prometheus text format. */
  metrics(): Promise<string> {
    return this.#requester.text({ route: 'metrics', params: {}, headers: { accept: 'text/plain' } });
  }
}
