import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useVisibleRange } from '../parts/visible-range.js';
import type { EventReader } from './event-reader.js';
import { EventLine } from './event-line.js';

/** Of each row, px; the same in events.css. */
const ROW_HEIGHT = 34;
/** Rows from the end at which what is older is asked for. */
const AHEAD = 30;

interface EventTableProps {
  readonly reader: EventReader;
  readonly query: string;
  /** Id of the event that is looked at closely. */
  readonly chosen: string | null;
}

/** The rows in sight of all that are kept. Scrolling down reads on into the past, and what happens waits meanwhile. */
export function EventTable({ reader, query, chosen }: EventTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = reader.rows.value;
  const { first, end } = useVisibleRange(box, rows.length, ROW_HEIGHT);
  useStayInPlace(box, reader);
  const isNearEnd = first > 0 && rows.length - end < AHEAD;
  useEffect(() => {
    if (isNearEnd) void reader.older();
  }, [isNearEnd, rows.length]);
  return (
    <div class="table-box" ref={box} tabIndex={0} role="region" aria-label="Events">
      <table aria-rowcount={reader.hasOlder.value ? -1 : rows.length + 1} aria-label="Events" aria-busy={reader.isLoading.value}>
        <Head />
        <tbody>
          <Gap rows={first} />
          {rows.slice(first, end).map((row, offset) => (
            <EventLine key={row.key} row={row} index={first + offset + 2} query={query} isChosen={row.key === chosen} />
          ))}
          <Gap rows={rows.length - end} />
        </tbody>
      </table>
      <Foot reader={reader} />
    </div>
  );
}

/** What comes in above, or falls out there, does not move what is read. Who scrolls away reads; who is back at the top goes on. */
function useStayInPlace(box: { readonly current: HTMLDivElement | null }, reader: EventReader): void {
  const dropped = reader.droppedAbove.value;
  const seen = useRef(dropped);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop -= (dropped - seen.current) * ROW_HEIGHT;
    seen.current = dropped;
  }, [dropped]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let pausedByScrolling = false;
    const look = (): void => {
      const isAway = element.scrollTop >= ROW_HEIGHT;
      if (isAway && !reader.isPaused.value) {
        pausedByScrolling = true;
        reader.pause();
      } else if (!isAway && pausedByScrolling && reader.isAttached) {
        pausedByScrolling = false;
        reader.resume();
      }
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [reader]);
}

/** As high as the rows that are not there. */
function Gap({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return <tr aria-hidden="true" class="gap" style={{ height: `${rows * ROW_HEIGHT}px` }} />;
}

function Head() {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" class="time">
          Time
        </th>
        <th scope="col" class="subject">
          Of
        </th>
        <th scope="col">What happened</th>
        <th scope="col" class="type">
          Type
        </th>
      </tr>
    </thead>
  );
}

function Foot({ reader }: { readonly reader: EventReader }) {
  const isEmpty = reader.rows.value.length === 0;
  if (reader.isLoading.value) return <p class="empty">Reading the history …</p>;
  if (reader.hasOlder.value)
    return (
      <p class="empty">
        {isEmpty && 'Nothing like that among the latest. '}
        <button type="button" onClick={() => void reader.older()}>
          Further back
        </button>
      </p>
    );
  return <p class="empty">{isEmpty ? 'Nothing of that has happened, as far as the history goes back.' : 'The history begins here.'}</p>;
}
