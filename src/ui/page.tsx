import { useEffect, useRef } from 'preact/hooks';
import { PAGES, pageAt } from './pages.js';
import { ConfirmDialog } from './parts/confirm-dialog.js';
import { LazyPage } from './parts/lazy-page.js';
import { Notices } from './parts/notices.js';
import { fetchPage } from './parts/page-loader.js';
import { route } from './parts/route.js';
import { TopBar } from './parts/top-bar.js';
import { LoginForm } from './session/login-form.js';
import { sessionState } from './session/session.js';
import { keepLive } from './store/live-link.js';

/** All of it: who is not known yet is asked, everybody else sees what they asked for. */
export function Page() {
  const { phase } = sessionState.value;
  if (phase === 'asking') return <p class="waiting">Asking the daemon …</p>;
  return phase === 'login' ? <LoginForm /> : <Inside />;
}

function Inside() {
  useEffect(() => keepLive(), []);
  return (
    <>
      <TopBar />
      <Place />
      <ConfirmDialog />
      <Notices />
    </>
  );
}

function Place() {
  const { row, name, load } = pageAt(route.value);
  const isFirst = useRef(true);
  const key = `${row.path}/${name}`;
  useEffect(() => void (document.title = `${name === '' ? row.title : name} – provisr`), [key]);
  const onShown = (): void => {
    // Whoever goes on by keyboard or hears the page is at its beginning, as after a link to another document.
    if (!isFirst.current) focusContent();
    else setTimeout(fetchOthers, OTHERS_AFTER_MS);
    isFirst.current = false;
  };
  return <LazyPage key={key} load={load} name={name} onShown={onShown} />;
}

/** The page that is wanted comes first. */
const OTHERS_AFTER_MS = 1000;

/** So that the way to them takes no time, and also leads there when the daemon is away or another one. What fails now is tried again when it is wanted. */
function fetchOthers(): void {
  for (const { load, loadOne } of PAGES) for (const each of [load, loadOne]) if (each !== undefined) fetchPage(each).catch(() => undefined);
}

function focusContent(): void {
  const main = document.querySelector('main');
  if (main === null) return;
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
}
