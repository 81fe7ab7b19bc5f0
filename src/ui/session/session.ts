import { computed, signal } from '@preact/signals';
import type { IdentityDto, Role } from '#contract';
import { ApiError } from '../api/api-error.js';
import { ask } from '../api/request.js';
import { forgetToken, keepToken, refusal, token } from './token.js';

/** Who looks at the page. `via` is `null` until the daemon has said. */
interface SessionState {
  readonly phase: 'asking' | 'login' | 'in';
  readonly identity: IdentityDto | null;
  /** Why there is a form to log in. */
  readonly reason: string | null;
}

const identity = signal<IdentityDto | null>(null);
const reason = signal<string | null>(null);
const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };
const AGAIN_MS = 2000;

export const sessionState = computed<SessionState>(() => {
  if (refusal.value !== null) return { phase: 'login', identity: null, reason: reason.value ?? refusal.value };
  return { phase: identity.value === null ? 'asking' : 'in', identity: identity.value, reason: null };
});

/** Whether the daemon would let this person do what needs the role. */
export function may(role: Role): boolean {
  const own = identity.value?.role;
  return own !== undefined && RANK[own] >= RANK[role];
}

/** Asks the daemon; where nobody has to say who they are there is nothing to log in for. */
export async function whoAmI(): Promise<void> {
  try {
    identity.value = await ask('identity', {});
    refusal.value = null;
    reason.value = null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 0) setTimeout(() => void whoAmI(), AGAIN_MS);
    else refusal.value = error instanceof Error ? error.message : String(error);
  }
}

export async function logIn(text: string): Promise<void> {
  keepToken(text);
  await whoAmI();
  if (refusal.value === null) return;
  reason.value = refusal.value;
  forgetToken();
}

export function logOut(): void {
  forgetToken();
  identity.value = null;
  reason.value = 'logged out';
  refusal.value = 'logged out';
}

/** Only who has given a token can give it back. */
export const canLogOut = computed(() => token.value !== null);
