const UNIT_BYTES = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
} as const;

/** The pattern a size string must match; for JSON Schema. */
export const SIZE_PATTERN = '^\\s*\\d+(\\.\\d+)?\\s*([kKmMgGtT]([iI]?[bB])?|[bB])?\\s*$';
const SIZE = new RegExp(SIZE_PATTERN);

/**
 * Bytes of a size, or `null` when it is none: `10MB` is 10,000,000, `10MiB` and `10M` are 10,485,760.
 *
 * @param value a size string, or a number in units of `numberUnit`
 * @param numberUnit bytes that one unit of a bare number stands for; a key that ends in `_mb` counts MiB, as lumberjack does
 */
export function parseSize(value: string | number, numberUnit: number): number | null {
  if (typeof value === 'number') return checked(value * numberUnit);
  if (!SIZE.test(value)) return null;
  const [, digits = '', unit = ''] = /^\s*([\d.]+)\s*([a-zA-Z]*)/.exec(value) ?? [];
  const factor = unit === '' ? numberUnit : UNIT_BYTES[unit.toUpperCase() as keyof typeof UNIT_BYTES];
  return checked(Number(digits) * factor);
}

/** What one unit of a key that ends in `_mb` stands for. */
export const MEBIBYTE = 2 ** 20;

/** Bytes as a key that ends in `_mb` takes them: a number of MiB where it is a whole one, else `10000000B`. */
export function formatMb(bytes: number): number | string {
  return bytes % MEBIBYTE === 0 ? bytes / MEBIBYTE : `${bytes}B`;
}

function checked(bytes: number): number | null {
  return Number.isFinite(bytes) && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER ? Math.round(bytes) : null;
}
