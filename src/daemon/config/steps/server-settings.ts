import { type FieldProblem, normaliseBasePath, parseListen, PathReader, ROLES, type Role, type ServerDto } from '#contract';
import type { AuthConfig, ServerConfig } from '../daemon-config.js';
import type { Draft } from '../draft.js';
import { tlsSettings } from './tls-settings.js';

const DEFAULT_LISTEN = { host: '127.0.0.1', port: 8080 };
/** sun_path of unix(7) less its closing NUL, and that of the shorter BSD one. */
const LONGEST_SOCKET_PATH = 103;

/** Step 8: `[server]` with its defaults, and what only its keys together show. */
export function serverSettings(dto: ServerDto, draft: Draft): ServerConfig {
  const problems: FieldProblem[] = [];
  const paths = new PathReader({ kind: 'relative', baseDir: draft.directory }, problems);
  const socket = paths.read(dto.socket, '/socket');
  if (socket !== null && Buffer.byteLength(socket) > LONGEST_SOCKET_PATH) {
    problems.push({
      pointer: '/socket',
      message: `is longer than the ${LONGEST_SOCKET_PATH} bytes that a socket path may have: ${socket}`,
    });
  }
  const auth = authSettings(dto, problems);
  const settings: ServerConfig = {
    enabled: dto.enabled ?? true,
    listen: (dto.listen ? parseListen(dto.listen) : null) ?? DEFAULT_LISTEN,
    basePath: normaliseBasePath(dto.base_path ?? '/api'),
    socket,
    pidFile: paths.read(dto.pidfile, '/pidfile'),
    logFile: paths.readLogFile(dto.logfile, '/logfile'),
    tls: tlsSettings(dto.tls ?? undefined, paths, problems),
    auth,
    allowUnauthenticated: dto.auth?.allow_unauthenticated ?? false,
  };
  draft.report(problems, '/server');
  if (dto.auth && auth === null && !settings.allowUnauthenticated)
    draft.warn('/server/auth', 'names no token and no client, so that nobody has to say who they are');
  return settings;
}

function authSettings(dto: ServerDto, problems: FieldProblem[]): AuthConfig | null {
  const tokens = dto.auth?.tokens ?? [];
  for (const [index, token] of tokens.entries()) {
    const isTwice = tokens.findIndex((other) => other.name === token.name) < index;
    if (isTwice) problems.push({ pointer: `/auth/tokens/${index}/name`, message: `token "${token.name}" is defined twice` });
  }
  const clients = Object.entries(dto.auth?.clients ?? {});
  for (const [commonName, role] of clients) {
    if (!isRole(role)) problems.push({ pointer: `/auth/clients/${commonName}`, message: `must be a role: ${ROLES.join(', ')}` });
  }
  if (clients.length > 0 && !dto.tls?.client_ca_file) {
    problems.push({ pointer: '/auth/clients', message: 'needs client_ca_file in [server.tls]: without it no client shows a certificate' });
  }
  if (tokens.length === 0 && clients.length === 0) return null;
  return {
    tokens: tokens.map(({ name, hash, role }) => ({ name, hash, role })),
    certificates: clients.map(([commonName, role]) => ({ commonName, role })),
  };
}

function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
