import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Rows from `first` to before `end` are drawn. */
export interface VisibleRange {
  readonly first: number;
  readonly end: number;
}

/** Rows drawn beyond what is seen, so that a flick of the wheel finds some. */
const MARGIN = 10;

/** Which of so many rows of one height are in sight of a box that scrolls. */
export function useVisibleRange(box: RefObject<HTMLElement | null>, count: number, rowHeight: number): VisibleRange {
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  const look = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    // Rounded to rows: scrolling within one draws nothing.
    const top = Math.floor(element.scrollTop / rowHeight);
    const height = element.clientHeight;
    setSeen((before) => (before.top === top && before.height === height ? before : { top, height }));
  }, [box, rowHeight]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box, look]);
  const visible = Math.ceil(seen.height / rowHeight);
  // Of a list that has become shorter the box has not scrolled back yet.
  const top = Math.min(seen.top, Math.max(0, count - visible));
  return { first: Math.max(0, top - MARGIN), end: Math.min(count, top + visible + MARGIN) };
}
