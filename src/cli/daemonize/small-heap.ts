/**
 * Keeps V8's young generation at its first size. Left alone it grows to 3 × 16 MB while the modules of the daemon are loaded, and stays
 * there: 148 → 121 MB resident when idle, 188 → 138 MB after 18,000 requests, and no fewer of them a second (measured, Node 24).
 * Works only before those modules are loaded.
 */
export function keepHeapSmall(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}
