import { useRef, useState } from 'preact/hooks';
import { nearest, niceCeiling, type Point, runsOf } from './scale.js';
import { useWidth } from './use-width.js';

const HEIGHT = 110;
/** Room for the words of the axes, px. */
const [LEFT, BOTTOM, TOP, RIGHT] = [54, 18, 6, 6];

interface LineChartProps {
  /** What is drawn, e.g. `CPU`. */
  readonly title: string;
  /** The oldest first. */
  readonly points: readonly Point[];
  readonly textOf: (value: number) => string;
  /** What the upper end of the scale is at least: below it nothing worth a mountain happens. */
  readonly least: number;
  readonly longestGapMs: number;
}

/** A line over time with its axes. A reading is told where the pointer is, or by the arrow keys; the whole in a sentence. */
export function LineChart({ title, points, textOf, least, longestGapMs }: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [pointed, setPointed] = useState<number | null>(null);
  const plot = plotOf(points, width, least);
  // Points that have left on the left take the index along.
  const shown = pointed === null ? null : (points[Math.min(nearest(points, pointed), points.length - 1)] ?? null);
  const current = shown ?? points.at(-1) ?? null;
  const move = (event: PointerEvent): void => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    setPointed(plot.momentAt(event.clientX - left));
  };
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = shown === null ? points.length - 1 : points.indexOf(shown);
    setPointed(points[Math.max(0, Math.min(points.length - 1, from + step))]?.atMs ?? null);
  };
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span> <span class="chart-value">{current === null ? '' : readingText(current, textOf)}</span>
        <span class="hidden">{summaryOf(points, textOf)}</span>
      </figcaption>
      <div
        ref={box}
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={`${title}, readings`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, points.length - 1)}
        aria-valuenow={current === null ? 0 : points.indexOf(current)}
        aria-valuetext={current === null ? 'no readings yet' : readingText(current, textOf)}
        onPointerMove={move}
        onPointerLeave={() => setPointed(null)}
        onBlur={() => setPointed(null)}
        onKeyDown={press}
      >
        {width > 0 && <Drawing points={points} plot={plot} shown={shown} textOf={textOf} longestGapMs={longestGapMs} />}
      </div>
    </figure>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: 20, PageDown: -20, Home: -1e9, End: 1e9 };

/** Where in the drawing moments and values lie. */
interface Plot {
  readonly width: number;
  readonly most: number;
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  readonly momentAt: (x: number) => number;
}

function plotOf(points: readonly Point[], width: number, least: number): Plot {
  const from = points[0]?.atMs ?? 0;
  const span = Math.max(1, (points.at(-1)?.atMs ?? 0) - from);
  const most = niceCeiling(points.reduce((largest, { value }) => Math.max(largest, value ?? 0), least));
  const inner = Math.max(1, width - LEFT - RIGHT);
  return {
    width,
    most,
    x: (atMs) => LEFT + ((atMs - from) / span) * inner,
    y: (value) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM),
    momentAt: (x) => from + ((x - LEFT) / inner) * span,
  };
}

interface DrawingProps {
  readonly points: readonly Point[];
  readonly plot: Plot;
  readonly shown: Point | null;
  readonly textOf: (value: number) => string;
  readonly longestGapMs: number;
}

function Drawing({ points, plot, shown, textOf, longestGapMs }: DrawingProps) {
  const { width, most, x, y } = plot;
  const base = y(0);
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      {[0, most / 2, most].map((value) => (
        <g key={value}>
          <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 6} y={y(value) + 4} text-anchor="end">
            {value === 0 ? 0 : textOf(value)}
          </text>
        </g>
      ))}
      {runsOf(points, longestGapMs).map((run) => {
        const line = run.map(({ atMs, value }) => `${x(atMs).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
        const [first, last] = [run[0], run.at(-1)];
        return (
          <g key={first?.atMs}>
            <polygon points={`${x(first?.atMs ?? 0).toFixed(1)},${base} ${line} ${x(last?.atMs ?? 0).toFixed(1)},${base}`} />
            <polyline points={line} />
          </g>
        );
      })}
      {points.length > 1 && (
        <>
          <text x={LEFT} y={HEIGHT - 4}>
            {timeText(points[0]?.atMs ?? 0)}
          </text>
          <text x={width - RIGHT} y={HEIGHT - 4} text-anchor="end">
            {timeText(points.at(-1)?.atMs ?? 0)}
          </text>
        </>
      )}
      {shown !== null && shown.value !== null && (
        <>
          <line class="cross" x1={x(shown.atMs)} x2={x(shown.atMs)} y1={TOP} y2={base} />
          <circle cx={x(shown.atMs)} cy={y(shown.value)} r={3.5} />
        </>
      )}
    </svg>
  );
}

function timeText(atMs: number): string {
  return new Date(atMs).toLocaleTimeString();
}

function readingText({ atMs, value }: Point, textOf: (value: number) => string): string {
  return `${value === null ? 'no reading' : textOf(value)} at ${timeText(atMs)}`;
}

/** What there is to see, for whoever does not. */
function summaryOf(points: readonly Point[], textOf: (value: number) => string): string {
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return 'No readings yet.';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const from = timeText(points[0]?.atMs ?? 0);
  return `Since ${from}: at least ${textOf(Math.min(...values))}, at most ${textOf(Math.max(...values))}, on average ${textOf(mean)}.`;
}
