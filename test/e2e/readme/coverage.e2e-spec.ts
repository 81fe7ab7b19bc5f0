import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PAGE = new URL('../../../docs/reference/seed-coverage.md', import.meta.url);
const ROWS = readFileSync(PAGE, 'utf8')
  .split('\n')
  .filter((text) => text.startsWith('| ') && !text.startsWith('| promise |'));
/** A link to a test, and the titles that are quoted after it. */
const PROOF = /\[[^\]]+\]\(([^)]+)\)((?::? ?,? ?“[^”]+”)*)/g;

describe('docs/reference/seed-coverage.md', () => {
  it('has a proof, or the issue that will bring it, in every row', () => {
    expect(ROWS.length).toBeGreaterThan(60);
    for (const row of ROWS) expect(row.split(' | ')[1]).toMatch(/\]\(|open: issue [36]|see the next section/);
  });

  it('names tests that exist', () => {
    for (const row of ROWS) {
      const quoted = [...row.matchAll(PROOF)].flatMap(([, , titles = '']) => titles.match(/“/g) ?? []);
      expect(quoted.length, `each title stands behind its file: ${row}`).toBe(row.split('“').length - 1);
      for (const [, path = '', titles = ''] of row.matchAll(PROOF)) {
        const file = new URL(path, PAGE);
        expect(existsSync(file), path).toBe(true);
        const text = readFileSync(file, 'utf8');
        for (const [, title = ''] of titles.matchAll(/“([^”]+)”/g)) expect(text.includes(title), `${path}: ${title}`).toBe(true);
      }
    }
  });
});
