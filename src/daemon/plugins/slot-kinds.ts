import type { Provider } from '@nestjs/common';
import { AUTHENTICATOR, CERTIFICATE_PROVIDER, CLOCK, SPAWNER } from '#plugin';

const KINDS: readonly (readonly [slot: symbol, kind: string])[] = [
  [CLOCK, 'clock'],
  [SPAWNER, 'spawner'],
  [CERTIFICATE_PROVIDER, 'certificate-provider'],
  [AUTHENTICATOR, 'authenticator'],
];

/** What a provider is for: a slot, if it is an override. */
export function slotOf(provider: Provider): unknown {
  return typeof provider === 'function' ? provider : provider.provide;
}

/** What the overrides of a plugin bring, as `provisr plugins` says it. */
export function slotKinds(overrides: readonly Provider[]): string[] {
  const slots = new Set(overrides.map(slotOf));
  return KINDS.filter(([slot]) => slots.has(slot)).map(([, kind]) => kind);
}

/** A slot as people know it. */
export function slotName(slot: unknown): string {
  return KINDS.find(([known]) => known === slot)?.[1] ?? String(slot);
}
