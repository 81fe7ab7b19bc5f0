import { FIGURES, OWN_FIGURES } from './figures.mjs';
import { FLOORS } from './floors.mjs';

const ABSENT = '–';

/** @returns {{ title: string, values: (string | null)[], ratio: string | null, aim: string | null, met: boolean | null }[]} */
export function rowsOf(samples, peers) {
  const shared = FIGURES.map((figure) => sharedRow(figure, samples, peers)).filter(({ values }) => values.some((value) => value !== null));
  const own = OWN_FIGURES.map((figure) => ownRow(figure, samples, peers)).filter(({ values }) => values.some((value) => value !== null));
  return [...shared, ...own];
}

function sharedRow({ metric, p99, title, unit, show, better, goal }, samples, peers) {
  const of = (name) => (p99 ? samples.p99(metric, name) : samples.median(metric, name));
  const own = of('provisr');
  const best = bestOf(
    peers.filter(({ name }) => name !== 'provisr').map(({ name }) => of(name)),
    better,
  );
  const values = peers.map(({ name }) => (of(name) === null ? null : `${show(of(name))} ${unit}`));
  const ratio = own === null || best === null ? null : shortly(own / best);
  const judged = own === null ? null : (goal?.({ own, best, of }) ?? null);
  return { title, values, ratio, aim: judged?.aim ?? null, met: judged?.met ?? null };
}

function ownRow({ title, unit, show, value, goal }, samples, peers) {
  const own = value(samples);
  const values = peers.map(({ name }) => (name === 'provisr' && own !== null ? `${show(own)} ${unit}` : null));
  const judged = own === null ? null : (goal?.({ own }) ?? null);
  return { title, values, ratio: null, aim: judged?.aim ?? null, met: judged?.met ?? null };
}

const shortly = (ratio) => (!Number.isFinite(ratio) ? '–' : ratio >= 10 ? `${ratio.toFixed(0)} ×` : `${ratio.toPrecision(2)} ×`);

/**
 * What is possible at all, beside what the aim asks for.
 * @returns {string} a table of Markdown, empty when nothing of it was measured
 */
export function renderFloors(samples) {
  const cells = FLOORS.map(({ title, unit, show, of, aim }) => ({ title, unit, show, value: of(samples), aim: aim(samples) }))
    .filter(({ value }) => value !== null)
    .map(({ title, unit, show, value, aim }) => [title, `${show(value)} ${unit}`, aim === null ? '' : `${show(aim)} ${unit}`]);
  return cells.length === 0 ? '' : aligned(['', 'at best', 'the aim of this run'], cells);
}

function bestOf(values, better) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return better === 'lower' ? Math.min(...known) : Math.max(...known);
}

/** As a table of Markdown, aligned, so that it reads well in a terminal too. */
export function renderTable(rows, peers) {
  const head = ['', ...peers.map(({ name }) => name), 'provisr : best peer', 'aim', 'met'];
  const verdict = (met) => (met === null ? '' : met ? 'yes' : '**no**');
  const cells = rows.map(({ title, values, ratio, aim, met }) => [
    title,
    ...values.map((value) => value ?? ABSENT),
    ratio ?? '',
    aim ?? '',
    verdict(met),
  ]);
  return aligned(head, cells);
}

function aligned(head, cells) {
  const widths = head.map((title, column) => Math.max(3, title.length, ...cells.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}
