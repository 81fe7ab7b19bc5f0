import { isIPv6 } from 'node:net';
import { type Clock, ProvisrError } from '#core';

/** Failures within {@link WINDOW_MS} after which an address has to wait. */
const ALLOWED_FAILURES = 10;
const WINDOW_MS = 60_000;
/** Bounds the memory a flood from many addresses can take; the oldest are forgotten first. */
const MOST_ADDRESSES = 10_000;

/** Counts failed authentications of each address in a sliding window; of IPv6, where every host has 2^64 of them, of each network. */
export class FailureLimiter {
  readonly #failures = new Map<string, number[]>();

  constructor(private readonly clock: Clock) {}

  /** How long the address must wait before it may try again, ms; 0 = not at all. */
  waitMs(address: string): number {
    const recent = this.#recent(sourceOf(address));
    const decisive = recent.at(-ALLOWED_FAILURES);
    return decisive === undefined ? 0 : decisive + WINDOW_MS - this.clock.monotonicMs();
  }

  /** @throws ProvisrError PROVISR_RATE_LIMITED while the address has to wait */
  admit(address: string): void {
    const waitMs = this.waitMs(address);
    if (waitMs <= 0) return;
    const retryAfter = Math.ceil(waitMs / 1000);
    throw new ProvisrError('PROVISR_RATE_LIMITED', `too many failed attempts from ${address}: try again in ${retryAfter} s`, {
      details: { retry_after: retryAfter },
    });
  }

  fail(address: string): void {
    const source = sourceOf(address);
    const recent = this.#recent(source);
    this.#failures.delete(source);
    this.#failures.set(source, [...recent.slice(1 - ALLOWED_FAILURES), this.clock.monotonicMs()]);
    if (this.#failures.size <= MOST_ADDRESSES) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(source: string): number[] {
    const since = this.clock.monotonicMs() - WINDOW_MS;
    return (this.#failures.get(source) ?? []).filter((at) => at > since);
  }
}

/** An IPv4 address as it is; the first 64 bits of an IPv6 address, which are the network of one site (RFC 6177). */
function sourceOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${all.slice(0, 4).join(':')}::/64`;
}
