import { signal } from '@preact/signals';

const KEY = 'provisr.token';

/** Of this tab, until it is closed: nowhere else, and in no cookie. */
export const token = signal<string | null>(sessionStorage.getItem(KEY));
/** Why the daemon did not take who was asking; `null` while it does. */
export const refusal = signal<string | null>(null);

export function keepToken(text: string): void {
  sessionStorage.setItem(KEY, text);
  token.value = text;
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
  token.value = null;
}

export function refuse(reason: string): void {
  refusal.value = reason;
}
