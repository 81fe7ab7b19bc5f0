import { useEffect, useState } from 'preact/hooks';
import { arrivedPage, fetchPage, type PageLoader } from './page-loader.js';

interface LazyPageProps {
  readonly load: PageLoader;
  readonly name: string;
  readonly onShown: () => void;
}

/** A page as soon as its code is there, at once when it was fetched before. Has to have a key of its own for each page. */
export function LazyPage({ load, name, onShown }: LazyPageProps) {
  const [state, setState] = useState<'shown' | 'waiting' | 'failed'>(arrivedPage(load) === null ? 'waiting' : 'shown');
  useEffect(() => {
    if (state !== 'waiting') return;
    let isWanted = true;
    fetchPage(load).then(
      () => isWanted && setState('shown'),
      () => isWanted && setState('failed'),
    );
    return () => void (isWanted = false);
  }, [load, state]);
  useEffect(() => {
    if (state === 'shown') onShown();
  }, [state]);
  const Shown = arrivedPage(load);
  if (Shown !== null) return <Shown name={name} />;
  return state === 'failed' ? <NotThere /> : <p class="waiting">Loading …</p>;
}

/** The names of files change with each version: a page that was opened before an upgrade asks for those of the version before. */
function NotThere() {
  return (
    <main class="waiting">
      <h1>This page could not be loaded</h1>
      <p>The daemon does not answer, or is of another version by now.</p>
      <p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          Load it again
        </button>
      </p>
    </main>
  );
}
