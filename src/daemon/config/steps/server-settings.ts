import { type FieldProblem, type ListenAddress, NO_LISTENER, normaliseBasePath, parseListen, PathReader, type ServerDto } from '#contract';
import type { ServerConfig } from '../daemon-config.js';
import type { Draft } from '../draft.js';
import { authSettings } from './auth-settings.js';
import { tlsSettings } from './tls-settings.js';

const DEFAULT_LISTEN = { host: '127.0.0.1', port: 8080 };
/** sun_path of unix(7) less its closing NUL, and that of the shorter BSD one. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Step 8: `[server]` with its defaults, and what only its keys together show.
 * @param hasPlugins something may be brought by them
 */
export function serverSettings(dto: ServerDto, draft: Draft, hasPlugins: boolean): ServerConfig {
  const problems: FieldProblem[] = [];
  const paths = new PathReader({ kind: 'relative', baseDir: draft.directory }, problems);
  const settings: ServerConfig = {
    enabled: dto.enabled ?? true,
    listen: listenOf(dto, problems),
    basePath: normaliseBasePath(dto.base_path ?? '/api'),
    socket: socketPath(dto, paths, problems),
    pidFile: paths.read(dto.pidfile, '/pidfile'),
    logFile: paths.readLogFile(dto.logfile, '/logfile'),
    tls: tlsSettings(dto.tls ?? undefined, paths, problems, hasPlugins),
    auth: authSettings(dto, draft, problems),
    allowUnauthenticated: dto.auth?.allow_unauthenticated ?? false,
  };
  draft.report(problems, '/server');
  return settings;
}

function listenOf({ listen, socket }: ServerDto, problems: FieldProblem[]): ListenAddress | null {
  if (listen === NO_LISTENER) {
    if (!socket)
      problems.push({
        pointer: '/listen',
        message: 'is "none", and there is no socket either',
        suggestion: 'set socket, or enabled = false',
      });
    return null;
  }
  return (listen ? parseListen(listen) : null) ?? DEFAULT_LISTEN;
}

function socketPath(dto: ServerDto, paths: PathReader, problems: FieldProblem[]): string | null {
  const socket = paths.read(dto.socket, '/socket');
  if (socket !== null && Buffer.byteLength(socket) > LONGEST_SOCKET_PATH) {
    const message = `is longer than the ${LONGEST_SOCKET_PATH} bytes that a socket path may have: ${socket}`;
    problems.push({ pointer: '/socket', message });
  }
  return socket;
}
