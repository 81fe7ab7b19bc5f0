const WIDTH = 56;
const HEIGHT = 18;

interface SparklineProps {
  /** The oldest first. */
  readonly values: readonly number[];
  /** The value at the lower edge. */
  readonly least: number;
  /** The value at the upper edge; more than `least`. */
  readonly most: number;
}

/** A chart as small as a word; the figure stands beside it. */
export function Sparkline({ values, least, most }: SparklineProps) {
  if (values.length < 2) return null;
  const step = WIDTH / (values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${heightOf((value - least) / (most - least)).toFixed(1)}`);
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}

function heightOf(share: number): number {
  return HEIGHT - 1 - share * (HEIGHT - 2);
}
