// What the page knows without asking: its own version, and what GUARANTEES.md promises. Put in when it is built.
import { readFileSync } from 'node:fs';
import { at } from './paths.mjs';

const EXCEPTIONS = 'What is not promised';

/** A plugin for Vite: the constant `BUILT_IN` of src/ui/about/built-in.ts, and the whole text as guarantees.txt beside the page. */
export function builtIn() {
  const text = readFileSync(at('GUARANTEES.md'), 'utf8');
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const values = { version, ...guaranteesIn(text) };
  return {
    name: 'built-in',
    config: () => ({ define: { BUILT_IN: JSON.stringify(values) } }),
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'guarantees.txt', source: text });
    },
  };
}

/**
 * The promises and the exceptions of GUARANTEES.md, without the proofs, as plain text.
 *
 * @param {string} text
 * @throws Error when it is not written as it used to be
 */
export function guaranteesIn(text) {
  const sections = text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ title: section.split('\n', 1)[0].trim(), body: section }));
  const guarantees = sections.filter(({ title }) => title !== EXCEPTIONS).map(({ title, body }) => ({ title, promises: promisesIn(body) }));
  const exceptions = exceptionsIn(sections.find(({ title }) => title === EXCEPTIONS)?.body ?? '');
  if (guarantees.length === 0 || guarantees.some(({ promises }) => promises.length === 0) || exceptions.length === 0)
    throw new Error(
      'GUARANTEES.md is not made of sections with a table each, and a list under "What is not promised": the page cannot show it',
    );
  return { guarantees, exceptions };
}

/** The first cells of a table, less its head. */
function promisesIn(body) {
  const cells = [...body.matchAll(/^\| (.+?) \|/gm)].map(([, cell]) => plain(cell));
  return cells.slice(1);
}

/** `- **Title.** What about it`, over several lines. */
function exceptionsIn(body) {
  const items = body.split(/^- /m).slice(1);
  return items.map((item) => {
    const [, title = '', rest = ''] = /^\*\*(.+?)\.?\*\*\s*([\s\S]*)$/.exec(item) ?? [];
    return { title: plain(title), text: plain(rest) };
  });
}

/** Without the marks of Markdown. */
function plain(text) {
  return text
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
