/** Prints what a test has measured, for whoever reads its output. */
export function printFigures(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
