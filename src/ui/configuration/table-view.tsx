import type { ConfigTableDto } from '#contract';
import { linesOf } from './table-lines.js';

interface TableViewProps {
  readonly table: ConfigTableDto;
  readonly search: string;
  /** Keys that somebody has written. @default none is told apart */
  readonly written?: readonly string[];
}

/** Keys and values. */
export function TableView({ table, search, written = [] }: TableViewProps) {
  const lines = matching(table, search);
  if (lines.length === 0) return <p class="remark">{search === '' ? 'Nothing is set.' : 'No key contains that.'}</p>;
  const own = new Set(written);
  return (
    <dl class="keys">
      {lines.map(({ key, text }) => (
        <div key={key}>
          <dt class={own.has(key.split('.', 1)[0] ?? '') ? 'written' : ''}>{key}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Lines that contain the text in their key or their value. */
export function matching(table: ConfigTableDto, search: string): ReturnType<typeof linesOf> {
  const wanted = search.trim().toLowerCase();
  return linesOf(table).filter(({ key, text }) => key.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted));
}
