import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join('docs', 'benchmarks.md');
const FILE = join(import.meta.dirname, '..', '..', '..', PAGE);
const [BEGIN, END] = ['<!-- measured: npm run bench -->', '<!-- end of what was measured -->'];

/** Puts what was measured into the page, between its marks. @returns {string} which page */
export function writePage(conditions, tables) {
  const text = readFileSync(FILE, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} lacks its marks: ${BEGIN} … ${END}`);
  writeFileSync(FILE, `${text.slice(0, begin)}${BEGIN}\n\n${conditions}\n\n${tables}\n\n${text.slice(end)}`);
  return PAGE;
}
