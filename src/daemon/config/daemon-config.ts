import type { Program } from '#core';
import type { ConfigProblem, Cronjob, ListenAddress, LogArea, LogLevel, Role, SpecContext } from '#contract';

/** What a generated certificate says. */
export interface AutoGenConfig {
  readonly commonName: string;
  readonly organization: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** 1 or more. */
  readonly validDays: number;
}

/** `[server.tls]`, resolved: paths are absolute, `null` where nothing was given. */
export interface TlsConfig {
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly dir: string | null;
  readonly autoGenerate: boolean;
  readonly autoGen: AutoGenConfig;
  /** By Node's names. */
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Authorities of the client certificates (mutual TLS). */
  readonly clientCaFile: string | null;
}

/** A bearer token. */
export interface TokenConfig {
  readonly name: string;
  /** `sha256:<hex>`. */
  readonly hash: string;
  readonly role: Role;
  /** Milliseconds since the epoch; `null` = never. */
  readonly expiresAt: number | null;
}

/** `[server.auth]`: who may do what. */
export interface AuthConfig {
  readonly tokens: readonly TokenConfig[];
  readonly certificates: readonly { readonly commonName: string; readonly role: Role }[];
}

/** `[server]`, resolved. */
export interface ServerConfig {
  readonly enabled: boolean;
  /** `null` = no TCP listener: the socket alone. */
  readonly listen: ListenAddress | null;
  /** Begins with `/` and does not end with one; empty for the root. */
  readonly basePath: string;
  /** Absolute; `null` = no socket. */
  readonly socket: string | null;
  readonly pidFile: string | null;
  readonly logFile: string | null;
  /** `null` = plain HTTP. */
  readonly tls: TlsConfig | null;
  /** `null` = nobody has to say who they are. */
  readonly auth: AuthConfig | null;
  readonly allowUnauthenticated: boolean;
}

/** A plugin to load, resolved against the directory of the configuration file. */
export interface PluginConfig {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** `false`: the daemon starts without it when it cannot be loaded. */
  readonly required: boolean;
  readonly places: PluginPlaces;
}

/** Where a plugin stands in the configuration file: itself under an empty key, its options under their pointers (`/url`). */
export type PluginPlaces = Readonly<Record<string, { readonly line: number | null; readonly column: number | null }>>;

/** `[history]`: what is remembered. */
export interface HistoryConfig {
  /** Past runs kept for each cronjob. */
  readonly maxRuns: number;
  /** Of the events; absolute. */
  readonly directory: string;
  /** Of the events; 0 = none on disk. */
  readonly maxBytes: number;
}

/** `[daemon_log]`: how much the daemon tells in its own log. */
export interface DaemonLogConfig {
  readonly level: LogLevel;
  readonly areas: Readonly<Partial<Record<LogArea, LogLevel>>>;
}

/** Somebody who is told of events. */
export interface EventSinkConfig {
  /** Shown in logs and events. */
  readonly name: string;
  readonly type: string;
  /** May hold secrets: never shown. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Patterns; none = all types. */
  readonly types: readonly string[];
  /** Patterns of names; `null` = all, and the daemon itself. */
  readonly processes: readonly string[] | null;
  /** Further attempts after a failed one. */
  readonly retries: number;
  readonly retryIntervalMs: number;
  readonly retryMaxIntervalMs: number;
  /** How many events may wait, 1 or more. */
  readonly queue: number;
}

/** Processes that are handled together. */
export interface GroupConfig {
  readonly name: string;
  /** Base names, in the order of the file. */
  readonly members: readonly string[];
}

/** A file of the programs directory that was left out because of its mistakes. */
export interface SkippedFile {
  readonly file: string;
  /** Names of the running definitions of that file that were kept. */
  readonly kept: readonly string[];
  readonly problems: readonly ConfigProblem[];
}

/** Everything a daemon is told: complete, resolved, checked and frozen. */
export interface DaemonConfig {
  /** Absolute path of the main file. */
  readonly file: string;
  /** What it holds where it is no file on disk but a value of the host application; `null` = it is a file. */
  readonly document: unknown;
  /** Whether it is for a provisr inside another program. */
  readonly isGuest: boolean;
  /** Its directory, against which its relative paths were resolved. */
  readonly directory: string;
  readonly programsDirectory: string;
  readonly pidDir: string;
  /** Absolute paths, in the order in which they were read. */
  readonly envFiles: readonly string[];
  readonly plugins: readonly PluginConfig[];
  readonly server: ServerConfig;
  readonly metrics: { readonly enabled: boolean; readonly listen: ListenAddress | null };
  readonly history: HistoryConfig;
  /** Who is told of events. */
  readonly eventSinks: readonly EventSinkConfig[];
  readonly daemonLog: DaemonLogConfig;
  /** Processes of the main file (`config`) and of the programs directory (`registered`). */
  readonly programs: readonly Program[];
  readonly cronjobs: readonly Cronjob[];
  readonly groups: readonly GroupConfig[];
  /** What a spec that comes through the API is completed with: paths must be absolute. */
  readonly apiContext: SpecContext;
  /** Accepted, but to be changed: one for each old key. */
  readonly warnings: readonly ConfigProblem[];
  readonly skipped: readonly SkippedFile[];
}
