import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProvisrError } from '#core/errors';
import type { TokenEntry, TokenFile } from '../../daemon/config/edit/token-file.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import { renderTokens } from '../render/token-table.js';
import type { Io } from '../terminal/io.js';

interface TokenArgs {
  readonly config?: string;
  readonly apiUrl?: string;
}

export interface CreateTokenArgs extends TokenArgs {
  readonly role: string;
  readonly name?: string;
  /** RFC 3339. */
  readonly expires?: string;
}

export interface RevokeTokenArgs extends TokenArgs {
  readonly name?: string;
}

const RELOAD_NOTE = "a running daemon takes it over with 'provisr reload'";

/** Makes a token and prints it, once: the file gets its hash. Everything else is said on standard error, so that a script can take the token. */
export async function createToken(io: Io, args: CreateTokenArgs): Promise<ExitCode> {
  await refuseBadName(args.name);
  const file = await tokenFile(io, args);
  const { hashToken, newToken } = await import('../../daemon/auth/token-hash.js');
  const token = newToken();
  const isFirst = (await file.list()).length === 0;
  const entry = await file.add((taken) => ({
    name: args.name ?? freeName(args.role, taken),
    role: args.role,
    hash: hashToken(token),
    ...(args.expires === undefined ? {} : { expires_at: args.expires }),
  }));
  await print(io, { ok: true, ...shown(entry), token, file: file.path }, () => `${token}\n`);
  if (io.format !== 'table') return EXIT_OK;
  io.err(`token "${entry.name}" (${entry.role}${expiryOf(entry)}) is in ${file.path} now; only its hash is kept, so note it down\n`);
  io.err(`${RELOAD_NOTE}${isFirst ? '; from then on everybody who connects over TCP needs one' : ''}\n`);
  return EXIT_OK;
}

/** Shows whose tokens there are, and never their hashes. */
export async function listTokens(io: Io, args: TokenArgs): Promise<ExitCode> {
  const tokens = (await (await tokenFile(io, args)).list()).map(shown);
  await print(io, tokens, () => renderTokens(io, tokens));
  return EXIT_OK;
}

/** Takes a token out. */
export async function revokeToken(io: Io, args: RevokeTokenArgs): Promise<ExitCode> {
  const { name } = args;
  if (name === undefined)
    throw new ProvisrError('PROVISR_USAGE_INVALID', 'token revoke needs --name', { hint: "'provisr token list' shows the names" });
  const file = await tokenFile(io, args);
  const left = await file.remove(name);
  await print(io, { ok: true, name, file: file.path }, () => `revoked ${name} in ${file.path}\n${RELOAD_NOTE}\n`);
  if (left === 0)
    io.err('warning: it was the last one; a daemon that is started without any listens on loopback only, and asks nobody who they are\n');
  return EXIT_OK;
}

/** @throws ProvisrError PROVISR_USAGE_INVALID when there is no file to edit */
async function tokenFile(io: Io, { config, apiUrl }: TokenArgs): Promise<TokenFile> {
  if (apiUrl !== undefined) {
    throw new ProvisrError('PROVISR_USAGE_INVALID', 'tokens are kept in a configuration file, not changed through the API', {
      hint: 'leave --api-url out, and name the file with --config',
    });
  }
  const path = resolve(io.cwd, config ?? 'config.toml');
  if (config === undefined && !existsSync(path)) {
    throw new ProvisrError('PROVISR_USAGE_INVALID', `there is no config.toml in ${io.cwd}`, {
      hint: 'name the configuration with --config',
    });
  }
  const { TokenFile: File } = await import('../../daemon/config/edit/token-file.js');
  return new File(path);
}

async function refuseBadName(name: string | undefined): Promise<void> {
  const { nameProblem } = await import('#contract');
  const problem = name === undefined ? null : nameProblem(name);
  if (problem !== null) throw new ProvisrError('PROVISR_USAGE_INVALID', `--name ${problem}`);
}

/** The role, with a number when that is taken. */
function freeName(role: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? role : `${role}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A token as it may be shown. */
function shown({ name, role, expires_at: expires }: TokenEntry): { name: string; role: string; expires_at: string | null } {
  return { name, role, expires_at: expires === undefined ? null : new Date(expires).toISOString() };
}

function expiryOf({ expires_at: expires }: TokenEntry): string {
  return expires === undefined ? '' : `, until ${expires}`;
}
