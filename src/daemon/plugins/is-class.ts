/** Whether a function can only be constructed: what compilers make of classes since ES2015. */
export function isClass<T = unknown>(value: unknown): value is new () => T {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
