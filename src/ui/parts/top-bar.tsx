import { canLogOut, logOut, sessionState } from '../session/session.js';
import { isLoaded } from '../store/process-store.js';
import { link } from '../store/live-link.js';
import { Navigation } from './navigation.js';

/** Where one is, whether what is seen is live, and who one is. */
export function TopBar() {
  const { identity } = sessionState.value;
  return (
    <header class="top">
      <a class="brand" href="#/">
        provisr
      </a>
      <Navigation />
      <LinkState />
      <span class="who">
        <span class="who-name">{identity?.name}</span> <span class="role">{identity?.role}</span>
      </span>
      {canLogOut.value && (
        <button type="button" class="quiet" onClick={logOut}>
          Log out
        </button>
      )}
    </header>
  );
}

function LinkState() {
  const { isOpen, reason } = link.value;
  const isLost = !isOpen && isLoaded.value;
  return (
    <span class={`link ${isOpen ? 'live' : 'lost'}`} role="status">
      {isOpen ? 'live' : isLost ? `not live: ${reason}; trying again …` : 'connecting …'}
    </span>
  );
}
