// The panels of the dashboard where it says they are.
import { chart } from './chart.mjs';
import { escaped, figure } from './figures.mjs';

const COLUMN_PX = 66;
const ROW_PX = 34;
const GAP_PX = 8;
const COLOURS = { green: '#56a64b', red: '#e02f44', orange: '#ff780a' };
export const WIDTH = COLUMN_PX * 24 + GAP_PX;

const STYLE = `
body { margin: 0; background: #111217; color: #ccccdc; font: 14px/1.3 Inter, 'DejaVu Sans', sans-serif; }
h1 { position: absolute; margin: 14px 16px; font-size: 19px; font-weight: 500; }
.panel { position: absolute; background: #181b1f; border: 1px solid #25272c; border-radius: 2px; overflow: hidden; }
.panel h2 { margin: 8px 10px 0; font-size: 13px; font-weight: 500; }
.row { position: absolute; font-size: 15px; font-weight: 500; padding: 5px 10px; }
.stat { display: flex; align-items: center; justify-content: center; font-size: 40px; font-weight: 600; color: white; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { text-align: left; color: #6e9fff; font-weight: 500; } th, td { padding: 4px 12px; border-bottom: 1px solid #25272c; }
`;

const HEADER_PX = 50;

/** @param panels with what their queries returned, in `results` */
export function page(panels, span) {
  const shown = panels.map((panel) => draw(panel, span));
  const height = HEADER_PX + Math.max(...panels.map(({ gridPos }) => (gridPos.y + gridPos.h) * ROW_PX)) + GAP_PX;
  return { html: `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><h1>provisr</h1>${shown.join('')}`, height };
}

function draw(panel, span) {
  const { x, y, w, h } = panel.gridPos;
  const size = { width: w * COLUMN_PX - GAP_PX, height: h * ROW_PX - GAP_PX };
  const place = `left:${x * COLUMN_PX + GAP_PX}px;top:${HEADER_PX + y * ROW_PX}px;width:${size.width}px;height:${size.height}px`;
  if (panel.type === 'row') return `<div class="row" style="${place}">⌄ ${escaped(panel.title)}</div>`;
  const inner = { width: size.width, height: size.height - 28 };
  const { background, body } = BODIES[panel.type](panel, span, inner);
  return `<div class="panel" style="${place};${background ?? ''}"><h2>${escaped(panel.title)}</h2>${body}</div>`;
}

const BODIES = {
  timeseries: ({ results, fieldConfig }, span, size) => {
    const { unit, custom } = fieldConfig.defaults;
    const bars = custom.drawStyle === 'bars';
    return { body: chart({ series: results, unit, stacked: custom.stacking.mode === 'normal', bars, span, ...size }) };
  },
  stat: ({ results, fieldConfig }, _span, size) => {
    const { unit, thresholds, mappings } = fieldConfig.defaults;
    const value = results[0]?.points.at(-1)?.[1] ?? Number.NaN;
    const step = thresholds?.steps.findLast((candidate) => candidate.value === null || value >= candidate.value);
    const text = mappings?.[0]?.options[String(value)]?.text ?? figure(value, unit);
    const background = step === undefined ? '' : `background:${COLOURS[step.color]}`;
    return { background, body: `<div class="stat" style="height:${size.height - 8}px">${escaped(text)}</div>` };
  },
  table: ({ results, fieldConfig }) => {
    const units = fieldConfig.overrides.map(({ matcher, properties }) => [matcher.options, properties[0].value]);
    const names = [...new Set(results.flatMap(({ metric }) => metric.name ?? []))].toSorted((left, right) => left.localeCompare(right));
    const of = (refId, name) => results.find((result) => result.refId === refId && result.metric.name === name);
    const cells = (name) => units.map(([, unit], index) => valueOf(of('BCD'[index], name), unit));
    const lines = names.map((name) => `<tr><td>${[name, of('A', name)?.metric.state ?? '', ...cells(name)].join('<td>')}</tr>`);
    return { body: `<table><tr><th>${['name', 'state', ...units.map(([name]) => name)].join('<th>')}</tr>${lines.join('')}</table>` };
  },
};

function valueOf(result, unit) {
  const value = result?.points.at(-1)?.[1];
  return value === undefined ? '' : escaped(figure(value, unit));
}
