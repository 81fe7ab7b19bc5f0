import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
/** Pages of promises: what else than a proof may stand behind one, and how many there are at least. */
const PAGES = [
  { page: 'docs/reference/seed-coverage.md', instead: /open: issue [36]|see the next section/, rows: 60 },
  { page: 'GUARANTEES.md', instead: /(?!)/, rows: 20 },
] as const;
/** A link to a test, and the titles that are quoted after it. */
const PROOF = /\[[^\]]+\]\(([^)]+)\)((?::? ?,? ?“[^”]+”)*)/g;

describe.each(PAGES)('$page', ({ page, instead, rows: least }) => {
  const url = new URL(page, ROOT);
  const rows = readFileSync(url, 'utf8')
    .split('\n')
    .filter((text) => text.startsWith('| ') && !text.startsWith('| promise |'));

  it('has a proof, or the issue that will bring it, in every row', () => {
    expect(rows.length).toBeGreaterThan(least);
    for (const row of rows) {
      const proof = row.split(' | ')[1] ?? '';
      expect(/\]\(/.test(proof) || instead.test(proof), row).toBe(true);
    }
  });

  it('names tests that exist', () => {
    for (const row of rows) {
      const quoted = [...row.matchAll(PROOF)].flatMap(([, , titles = '']) => titles.match(/“/g) ?? []);
      expect(quoted.length, `each title stands behind its file: ${row}`).toBe(row.split('“').length - 1);
      for (const [, path = '', titles = ''] of row.matchAll(PROOF)) {
        const file = new URL(path, url);
        expect(existsSync(file), path).toBe(true);
        const text = readFileSync(file, 'utf8');
        for (const [, title = ''] of titles.matchAll(/“([^”]+)”/g)) expect(text.includes(title), `${path}: ${title}`).toBe(true);
      }
    }
  });
});
