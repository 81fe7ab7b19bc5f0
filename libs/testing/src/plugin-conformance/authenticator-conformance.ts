import { equal, notEqual, ok } from 'node:assert/strict';
import { systemClock, within } from '#core';
import type { AuthenticatedCaller, AuthenticationRequest, Authenticator } from '#plugin';
import { PATIENCE_MS, type PluginCase } from './plugin-case.js';

/** An authenticator, and requests it can tell apart. */
export interface AuthenticatorTrial {
  readonly authenticator: Authenticator;
  /** With everything that proves who makes it. */
  readonly known: Partial<AuthenticationRequest>;
  /** The same with a proof that is wrong: another secret, another password, another address. */
  readonly forged: Partial<AuthenticationRequest>;
}

const ANONYMOUS: AuthenticationRequest = { method: 'GET', url: '/api/status', headers: {}, address: '192.0.2.1', commonName: null };

/** Who it is; `null` also where it refuses by throwing what the daemon passes on. */
async function ask({ authenticator }: AuthenticatorTrial, request: Partial<AuthenticationRequest>): Promise<AuthenticatedCaller | null> {
  const { signal } = new AbortController();
  const answer = (async () => authenticator.authenticate({ ...ANONYMOUS, ...request }, signal))();
  const refused = (error: unknown): null => {
    const { code } = error as { code?: unknown };
    ok(
      code === 'PROVISR_AUTH_REQUIRED' || code === 'PROVISR_AUTH_FORBIDDEN' || code === 'PROVISR_RATE_LIMITED',
      `it threw ${String(error)}`,
    );
    return null;
  };
  return within(systemClock, PATIENCE_MS, answer.catch(refused));
}

/** What the daemon relies on, however an authenticator tells who somebody is: for authors of authenticators. */
export const authenticatorConformance: readonly PluginCase<AuthenticatorTrial>[] = [
  {
    name: 'gives whom it knows a name and a role',
    check: async (trial) => {
      const caller = await ask(trial, trial.known);
      notEqual(caller, null, 'it does not know who is known');
      ok(typeof caller?.name === 'string' && caller.name !== '', 'name must be a text');
      ok(['viewer', 'operator', 'admin'].includes(caller.role), 'role must be viewer, operator or admin');
    },
  },
  { name: 'knows nobody who proves nothing', check: async (trial) => equal(await ask(trial, {}), null) },
  { name: 'is not taken in by what is forged', check: async (trial) => equal(await ask(trial, trial.forged), null) },
  {
    name: 'stands headers of any kind',
    check: async (trial) => {
      const { headers = {} } = trial.known;
      for (const odd of ['', ' ', 'Bearer', '\u00ff'.repeat(8000), 'admin, admin']) {
        const oddHeaders = Object.fromEntries([...Object.keys(headers), 'authorization', 'x-remote-user'].map((name) => [name, odd]));
        equal(
          await ask(trial, { ...trial.known, headers: oddHeaders }),
          null,
          `it lets in whoever sends ${JSON.stringify(odd.slice(0, 20))}`,
        );
      }
    },
  },
  {
    name: 'tells many apart at once',
    check: async (trial) => {
      const asked = Array.from({ length: 20 }, (_each, at) => ask(trial, at % 2 === 0 ? trial.known : trial.forged));
      const callers = await Promise.all(asked);
      ok(callers.every((caller, at) => (caller === null) === (at % 2 === 1)));
    },
  },
];
