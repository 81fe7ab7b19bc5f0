import { type AuthDto, escapePointer, type FieldProblem, parseMoment, ROLES, type Role, type ServerDto, type TokenDto } from '#contract';
import type { AuthConfig } from '../daemon-config.js';
import type { Draft } from '../draft.js';

/** `[server.auth]`; `null` when nobody has to say who they are. Pointers are relative to `[server]`. */
export function authSettings(server: ServerDto, draft: Draft, problems: FieldProblem[]): AuthConfig | null {
  if (!server.auth) return null;
  const tokens = server.auth.tokens ?? [];
  const clients = Object.entries(server.auth.clients ?? {});
  problems.push(...tokenProblems(tokens), ...clientProblems(clients, server));
  if (tokens.length + clients.length === 0) return noAuth(server.auth, draft);
  return {
    tokens: tokens.map(({ name, hash, role, expires_at: expires }) => ({ name, hash, role, expiresAt: parseMoment(expires) })),
    certificates: clients.map(([commonName, role]) => ({ commonName, role })),
  };
}

function noAuth(auth: AuthDto, draft: Draft): null {
  if (auth.allow_unauthenticated !== true)
    draft.warn('/server/auth', 'names no token and no client, so that nobody has to say who they are');
  return null;
}

function tokenProblems(tokens: readonly TokenDto[]): FieldProblem[] {
  const names = tokens.map((token) => token.name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ pointer: `/auth/tokens/${index}/name`, message: `token "${name}" is defined twice` }] : [],
  );
}

function clientProblems(clients: readonly (readonly [string, Role])[], server: ServerDto): FieldProblem[] {
  const strangers = clients.filter(([, role]) => !ROLES.includes(role));
  const problems = strangers.map(([name]) => ({
    pointer: `/auth/clients/${escapePointer(name)}`,
    message: `must be a role: ${ROLES.join(', ')}`,
  }));
  if (clients.length === 0 || server.tls?.client_ca_file) return problems;
  return [
    ...problems,
    { pointer: '/auth/clients', message: 'needs client_ca_file in [server.tls]: without it no client shows a certificate' },
  ];
}
