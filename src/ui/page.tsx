import { useEffect } from 'preact/hooks';
import { Notices } from './parts/notices.js';
import { route } from './parts/route.js';
import { TopBar } from './parts/top-bar.js';
import { ProcessPage } from './process/process-page.js';
import { ProcessesPage } from './processes/processes-page.js';
import { LoginForm } from './session/login-form.js';
import { sessionState } from './session/session.js';
import { ConfirmDialog } from './parts/confirm-dialog.js';
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
  const { page, name } = route.value;
  return page === 'process' ? <ProcessPage key={name} name={name} /> : <ProcessesPage />;
}
