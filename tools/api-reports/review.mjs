const IMPORTED = /^import .* from '([^']+)';$/gm;
const EXPORTED = /^export (?:declare |abstract |default |const |class |interface |type |function |enum |namespace )+(\w+)/gm;
/** As a type, not as a word in quotes or comments. */
const ANY = /(?:: |<|\| |\()any(?:\[\]|[;,>) |]|$)/;

/**
 * What is wrong with what the entry points export, whether it is written down or not.
 *
 * @param {{ name: string, specifier: string, text: string, foreign: readonly string[], unnamed: readonly string[], problems: string[],
 *   forgotten: { symbol: string, place: string }[] }[]} reports
 * @returns {string[]}
 */
export function reviewed(reports) {
  const known = new Set(reports.flatMap(({ text }) => [...text.matchAll(EXPORTED)].map(([, symbol]) => symbol)));
  return reports.flatMap((report) => [...report.problems, ...unnameable(report, known), ...strange(report), ...untyped(report)]);
}

/** Types that occur in signatures, but that nobody can name: no entry point exports them. */
function unnameable({ specifier, forgotten, unnamed }, known) {
  return forgotten
    .filter(({ symbol }) => !known.has(symbol) && !unnamed.includes(symbol))
    .map(({ symbol, place }) => `${place}: "${symbol}" occurs in what ${specifier} exports, and no entry point exports it`);
}

function strange({ specifier, text, foreign }) {
  const modules = new Set([...text.matchAll(IMPORTED)].map(([, module]) => module));
  return [...modules]
    .filter((module) => !module.startsWith('node:') && !foreign.includes(module))
    .map((module) => `types of ${specifier} depend on ${module}`);
}

function untyped({ name, text }) {
  const code = text.split('\n').filter((line) => !line.trimStart().startsWith('//'));
  return code.filter((line) => ANY.test(line)).map((line) => `${name}.api.md has "any": ${line.trim()}`);
}
