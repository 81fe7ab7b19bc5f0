import { type ConfigTableDto, formatDuration, formatListen, formatMb, LOG_DEFAULTS, NO_LISTENER } from '#contract';
import type { AuthConfig, DaemonConfig, EventSinkConfig, ServerConfig, TlsConfig } from '../config/index.js';

/** The main file as it was understood, without its definitions: every key with its value or its default, secrets as they are. */
export function settingsTable(config: DaemonConfig): ConfigTableDto {
  const { apiContext, history, metrics, daemonLog } = config;
  const { environment } = apiContext;
  return {
    use_os_env: environment.inherit === 'all',
    env: Object.assign({}, ...environment.declared) as ConfigTableDto,
    env_files: config.envFiles,
    pid_dir: config.pidDir,
    programs_directory: config.programsDirectory,
    plugins: config.plugins.map(({ use, options, required }) => ({ use, required, options })),
    log: { ...LOG_DEFAULTS, ...apiContext.log },
    daemon_log: { level: daemonLog.level, levels: daemonLog.areas },
    server: serverTable(config.server),
    metrics: { enabled: metrics.enabled, listen: metrics.listen === null ? null : formatListen(metrics.listen) },
    history: { max_runs: history.maxRuns, dir: history.directory, max_size_mb: formatMb(history.maxBytes) },
    events: { sinks: config.eventSinks.map(sinkTable) },
  };
}

function serverTable({ listen, tls, auth, ...server }: ServerConfig): ConfigTableDto {
  return {
    enabled: server.enabled,
    listen: listen === null ? NO_LISTENER : formatListen(listen),
    base_path: server.basePath,
    socket: server.socket,
    pidfile: server.pidFile,
    logfile: server.logFile,
    tls: tls === null ? { enabled: false } : tlsTable(tls),
    auth: { allow_unauthenticated: server.allowUnauthenticated, ...(auth === null ? {} : authTable(auth)) },
  };
}

function tlsTable({ autoGen, ...tls }: TlsConfig): ConfigTableDto {
  return {
    enabled: true,
    cert_file: tls.certFile,
    key_file: tls.keyFile,
    dir: tls.dir,
    auto_generate: tls.autoGenerate,
    auto_gen: {
      common_name: autoGen.commonName,
      organization: autoGen.organization,
      dns_names: autoGen.dnsNames,
      ip_addresses: autoGen.ipAddresses,
      valid_days: autoGen.validDays,
    },
    min_version: tls.minVersion.slice('TLSv'.length),
    max_version: tls.maxVersion.slice('TLSv'.length),
    client_ca_file: tls.clientCaFile,
  };
}

function authTable({ tokens, certificates }: AuthConfig): ConfigTableDto {
  return {
    tokens: tokens.map(({ name, role, hash, expiresAt }) => ({
      name,
      role,
      hash,
      expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    })),
    clients: Object.fromEntries(certificates.map(({ commonName, role }) => [commonName, role])),
  };
}

function sinkTable(sink: EventSinkConfig): ConfigTableDto {
  return {
    name: sink.name,
    type: sink.type,
    types: sink.types,
    processes: sink.processes,
    retries: sink.retries,
    retry_interval: formatDuration(sink.retryIntervalMs),
    retry_max_interval: formatDuration(sink.retryMaxIntervalMs),
    queue: sink.queue,
    options: sink.options,
  };
}
