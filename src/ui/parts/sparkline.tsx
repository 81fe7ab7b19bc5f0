const WIDTH = 56;
const HEIGHT = 18;

/** A chart as small as a word; the figure stands beside it. */
export function Sparkline({ values, most }: { readonly values: readonly number[]; readonly most: number }) {
  if (values.length < 2) return null;
  const step = WIDTH / (values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`);
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}
