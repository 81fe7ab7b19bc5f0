import type { Signal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { memo } from '../parts/memo.js';
import { useVisibleRange } from '../parts/visible-range.js';
import { ansiSpans, plainText } from './ansi.js';
import type { LogLine } from './log-lines.js';

/** Of each line, px; the same in styles/log.css. */
const LINE_HEIGHT = 20;

interface LogViewProps {
  readonly lines: readonly LogLine[];
  readonly search: string;
  /** Whether the latest line stays in sight. Scrolling up ends it, scrolling to the end begins it again. */
  readonly isFollowing: Signal<boolean>;
}

/** The lines in sight of all there are. */
export function LogView({ lines, search, isFollowing }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const found = useMemo(() => matching(lines, search), [lines, search]);
  const { first, end } = useVisibleRange(box, found.length, LINE_HEIGHT);
  const follows = isFollowing.value;
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && follows) element.scrollTop = element.scrollHeight;
  }, [found, follows]);
  const scrolled = (): void => {
    const element = box.current;
    if (element === null) return;
    isFollowing.value = element.scrollHeight - element.scrollTop - element.clientHeight < LINE_HEIGHT * 2;
  };
  return (
    <div
      class="log"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label="Lines of the log"
      onWheel={scrolled}
      onTouchMove={scrolled}
      onKeyUp={scrolled}
      onPointerUp={scrolled}
    >
      <div class="log-lines" style={{ height: `${found.length * LINE_HEIGHT}px` }}>
        <div class="log-sight" style={{ transform: `translateY(${first * LINE_HEIGHT}px)` }}>
          {found.slice(first, end).map((line) => (
            <Line key={line.number} line={line} search={search} />
          ))}
        </div>
      </div>
      {found.length === 0 && <p class="empty">{search === '' ? 'Nothing was written yet.' : 'No line contains that.'}</p>}
    </div>
  );
}

const Line = memo(function Line({ line, search }: { readonly line: LogLine; readonly search: string }) {
  return (
    <div class={`line ${line.stream}`}>
      {ansiSpans(line.text).map(({ text, look }, index) => (
        <span key={index} class={look}>
          {search === '' ? text : marked(text, search)}
        </span>
      ))}
    </div>
  );
});

function matching(lines: readonly LogLine[], search: string): readonly LogLine[] {
  if (search === '') return lines;
  const wanted = search.toLowerCase();
  return lines.filter(({ text }) => plainText(text).toLowerCase().includes(wanted));
}

function marked(text: string, search: string) {
  const at = text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return text;
  const end = at + search.length;
  return [text.slice(0, at), <mark key="found">{text.slice(at, end)}</mark>, text.slice(end)];
}
