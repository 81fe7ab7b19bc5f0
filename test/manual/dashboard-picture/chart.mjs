// One panel of type "timeseries" as SVG.
import { escaped, figure } from './figures.mjs';

const COLOURS = ['#73bf69', '#f2cc0c', '#5794f2', '#ff9830', '#b877d9', '#f2495c', '#8ab8ff', '#96d98d', '#ffcb7d', '#ca95e5'];
const MARGIN = { left: 62, right: 12, top: 8, bottom: 44 };
const GRID = '#2c3235';
const TEXT = '#9fa7b3';
const MOST_IN_LEGEND = 8;

/** @param series `[{ legend, points: [[time, value], …] }]` */
export function chart({ series, unit, stacked, bars, span, width, height }) {
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const layers = stacked ? piled(series) : series.map((one) => ({ ...one, base: null }));
  const values = layers.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const top = ceiling(Math.max(0, ...values));
  const bottom = Math.min(0, ...values) < 0 ? -ceiling(-Math.min(...values)) : 0;
  const x = (time) => MARGIN.left + ((time - span.start) / (span.end - span.start)) * inner.width;
  const y = (value) => MARGIN.top + (1 - (value - bottom) / (top - bottom)) * inner.height;
  const parts = [axes({ x, y, top, bottom, unit, span, inner })];
  const barWidth = Math.max(2, (inner.width / (span.end - span.start)) * span.step * 0.7);
  for (const [index, layer] of layers.entries()) {
    const colour = COLOURS[index % COLOURS.length];
    parts.push(bars ? barsOf(layer, x, y, colour, barWidth) : linesOf(layer, { x, y, step: span.step }, colour, stacked));
  }
  return `<svg width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">${parts.join('')}${legend(series, height)}</svg>`;
}

function axes({ x, y, top, bottom, unit, span, inner }) {
  const parts = [];
  for (let step = 0; step <= 4; step += 1) {
    const value = bottom + ((top - bottom) * step) / 4;
    parts.push(
      `<line x1="${MARGIN.left}" x2="${MARGIN.left + inner.width}" y1="${y(value)}" y2="${y(value)}" stroke="${GRID}"/>`,
      `<text x="${MARGIN.left - 6}" y="${y(value) + 4}" text-anchor="end" font-size="11" fill="${TEXT}">${escaped(figure(value, unit))}</text>`,
    );
  }
  for (let step = 0; step <= 4; step += 1) {
    const time = span.start + ((span.end - span.start) * (step + 0.5)) / 5;
    const label = new Date(time * 1000).toISOString().slice(11, 19);
    parts.push(
      `<text x="${x(time)}" y="${MARGIN.top + inner.height + 15}" text-anchor="middle" font-size="11" fill="${TEXT}">${label}</text>`,
    );
  }
  return parts.join('');
}

/** Where there is no value there is no line. */
function linesOf({ points, base }, { x, y, step }, colour, isFilled) {
  const known = points
    .map(([time, value], index) => ({ time, value, base: base?.[index] ?? 0 }))
    .filter(({ value }) => Number.isFinite(value));
  const runs = [];
  for (const point of known) {
    const run = runs.at(-1);
    if (run !== undefined && point.time - run.at(-1).time < step * 1.5) run.push(point);
    else runs.push([point]);
  }
  return runs.map((run) => lineOf(run, x, y, colour, isFilled)).join('');
}

function lineOf(run, x, y, colour, isFilled) {
  const along = (points, key) => points.map((point) => `${x(point.time).toFixed(1)},${y(point[key]).toFixed(1)}`).join(' ');
  const area = `<polygon points="${along(run, 'value')} ${along(run.toReversed(), 'base')}" fill="${colour}" opacity="${isFilled ? 0.5 : 0.1}"/>`;
  return `${area}<polyline points="${along(run, 'value')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

function barsOf({ points }, x, y, colour, width) {
  return points
    .filter(([, value]) => value > 0)
    .map(
      ([time, value]) => `<rect x="${x(time) - width / 2}" y="${y(value)}" width="${width}" height="${y(0) - y(value)}" fill="${colour}"/>`,
    )
    .join('');
}

function legend(series, height) {
  let left = MARGIN.left;
  const shown = series.slice(0, MOST_IN_LEGEND).map(({ legend: name }, index) => {
    const at = left;
    left += 26 + name.length * 6.4;
    const colour = COLOURS[index % COLOURS.length];
    const mark = `<rect x="${at}" y="${height - 15}" width="12" height="3" fill="${colour}"/>`;
    return `${mark}<text x="${at + 17}" y="${height - 10}" font-size="11" fill="${TEXT}">${escaped(name)}</text>`;
  });
  return shown.join('');
}

/** Each on top of the ones before it. */
function piled(series) {
  const times = series[0]?.points.map(([time]) => time) ?? [];
  let below = times.map(() => 0);
  return series.map((one) => {
    const own = new Map(one.points);
    const base = below;
    below = times.map((time, index) => base[index] + (own.get(time) ?? 0));
    return { ...one, base, points: times.map((time, index) => [time, below[index]]) };
  });
}

/** The next 1, 2 or 5 with zeros. */
function ceiling(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 1.02) ?? value;
}
