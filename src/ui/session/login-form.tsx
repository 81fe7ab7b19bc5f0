import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { logIn, sessionState } from './session.js';
import { token } from './token.js';

/** Asks for a token. */
export function LoginForm() {
  const isBusy = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  const { reason } = sessionState.value;
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? '';
    if (text === '') return;
    isBusy.value = true;
    await logIn(text);
    isBusy.value = false;
  };
  const isRefused = token.value === null && reason !== null && reason !== FIRST && reason !== 'logged out';
  return (
    <main class="login">
      <form onSubmit={(event) => void submit(event)}>
        <h1>provisr</h1>
        <p>This daemon wants to know who you are. The token is kept until you close this tab.</p>
        <label for="token">Token</label>
        <input ref={field} id="token" type="password" autocomplete="off" spellcheck={false} required aria-describedby="refusal" />
        <p id="refusal" class="refusal" role="alert">
          {isRefused ? `Not let in: ${reason}.` : ''}
        </p>
        <button type="submit" class="primary" disabled={isBusy.value}>
          {isBusy.value ? 'Logging in …' : 'Log in'}
        </button>
        <p class="remark">
          Make a token with <code>provisr token create --role viewer</code>
        </p>
      </form>
    </main>
  );
}

/** What the daemon says to whoever has not tried yet. */
const FIRST = 'this daemon wants a token';
