const UNITS: readonly (readonly [label: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/** Seconds as the two largest units that matter: `3d4h`, `12m5s`, `7s`. */
export function formatAge(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [label, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 || (parts.length === 0 && label === 's')) parts.push(`${count}${label}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join('');
}
