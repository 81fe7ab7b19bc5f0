import { useRef } from 'preact/hooks';
import { useVisibleRange } from '../parts/visible-range.js';
import { may } from '../session/session.js';
import { isLoaded } from '../store/process-store.js';
import { shown, sortBy, sorting, type SortKey } from './filter.js';
import { ProcessRow } from './process-row.js';
import { isAllShownSelected, selected, selectShown } from './selection.js';

/** Of each row, px; the same in styles/table.css. */
const ROW_HEIGHT = 44;

const COLUMNS: readonly { readonly title: string; readonly class: string; readonly key?: SortKey }[] = [
  { title: 'Name', class: 'name', key: 'name' },
  { title: 'State', class: 'state-cell', key: 'state' },
  { title: 'PID', class: 'pid' },
  { title: 'Uptime', class: 'uptime', key: 'uptime' },
  { title: 'CPU', class: 'cpu', key: 'cpu' },
  { title: 'Memory', class: 'memory', key: 'memory' },
  { title: 'Restarts', class: 'restarts', key: 'restarts' },
];

/** A table of which only the rows in sight exist; where they are in the whole is told by their index. */
export function ProcessTable() {
  const box = useRef<HTMLDivElement>(null);
  const rows = shown.value;
  const { first, end } = useVisibleRange(box, rows.length, ROW_HEIGHT);
  return (
    <div class="table-box" ref={box} tabIndex={0} role="region" aria-label="Processes">
      <table aria-rowcount={rows.length + 1} aria-label="Processes">
        <Head />
        <tbody>
          <Gap rows={first} />
          {rows.slice(first, end).map((status, offset) => (
            <ProcessRow key={status.name} status={status} index={first + offset + 1} />
          ))}
          <Gap rows={rows.length - end} />
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{isLoaded.value ? 'No process matches.' : 'Reading the processes …'}</p>}
    </div>
  );
}

/** As high as the rows that are not there. */
function Gap({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return <tr aria-hidden="true" class="gap" style={{ height: `${rows * ROW_HEIGHT}px` }} />;
}

function Head() {
  const { key: sortedBy, isDown } = sorting.value;
  const order = isDown ? 'descending' : 'ascending';
  return (
    <thead>
      <tr aria-rowindex={1}>
        {may('operator') && <SelectAll />}
        {COLUMNS.map(({ title, class: name, key }) => (
          <th key={title} scope="col" class={name} aria-sort={key === undefined ? undefined : key === sortedBy ? order : 'none'}>
            {key === undefined ? title : <SortButton title={title} sortKey={key} mark={key === sortedBy ? (isDown ? ' ▾' : ' ▴') : ''} />}
          </th>
        ))}
        {may('operator') && (
          <th scope="col" class="actions">
            <span class="hidden">Actions</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

function SortButton({ title, sortKey, mark }: { readonly title: string; readonly sortKey: SortKey; readonly mark: string }) {
  return (
    <button type="button" class="sort" onClick={() => sortBy(sortKey)}>
      {title}
      <span aria-hidden="true">{mark}</span>
    </button>
  );
}

function SelectAll() {
  return (
    <th scope="col" class="choose">
      <input
        type="checkbox"
        aria-label="Select all shown"
        checked={isAllShownSelected.value}
        indeterminate={!isAllShownSelected.value && selected.value.length > 0}
        onChange={(event) => selectShown(event.currentTarget.checked)}
      />
    </th>
  );
}
