import { useEffect, useRef } from 'preact/hooks';
import { PAGES, pageAt } from '../pages.js';
import { may } from '../session/session.js';
import { hrefOf } from './place.js';
import { route } from './route.js';

/** The way to every page that this person may see. On a narrow screen it scrolls sideways. */
export function Navigation() {
  const { row: current, name } = pageAt(route.value);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => link.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [current]);
  const rows = PAGES.filter(({ role, isInNavigation = true }) => isInNavigation && may(role));
  return (
    <nav class="pages" aria-label="Pages">
      {rows.map((row) => {
        // Of one thing that a page shows, the page is where it belongs to.
        const mark = row === current ? (name === '' ? 'page' : 'true') : undefined;
        return (
          <a key={row.path} href={hrefOf(row.path)} aria-current={mark} ref={row === current ? link : null}>
            {row.title}
          </a>
        );
      })}
    </nav>
  );
}
