/** What a program says of itself when it has rehearsed its start. */
export interface CheckReport {
  readonly version: string;
  /** Version of Node. */
  readonly node: string;
  /** Version of the states of processes that it goes on with. */
  readonly stateVersion: number;
  /** Why it cannot go on with the children of another image; `null` = it can. */
  readonly obstacle: string | null;
  /** Where its configuration keeps the state. */
  readonly pidDir: string;
}

/** @returns `null` when it is none */
export function parseReport(text: string): CheckReport | null {
  try {
    const value = JSON.parse(text) as Partial<CheckReport> | null;
    const hasTexts = [value?.version, value?.node, value?.pidDir].every((part) => typeof part === 'string');
    const isObstacle = value?.obstacle === null || typeof value?.obstacle === 'string';
    return hasTexts && isObstacle && typeof value?.stateVersion === 'number' ? (value as CheckReport) : null;
  } catch {
    return null; // a program that prints something else is another program
  }
}
