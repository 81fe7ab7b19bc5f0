import { useLayoutEffect, useRef } from 'preact/hooks';
import { question } from './confirm.js';

/** The browser's own dialog: it keeps the focus inside, ends with Escape, and gives the focus back. */
export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const yes = useRef<HTMLButtonElement>(null);
  const asked = question.value;
  // At once, not after the next frame: whoever presses Enter again means this dialog.
  useLayoutEffect(() => {
    if (asked === null) return;
    dialog.current?.showModal();
    yes.current?.focus();
  }, [asked]);
  if (asked === null) return null;
  return (
    <dialog key={asked.id} ref={dialog} aria-labelledby="question" aria-describedby="question-text" onClose={() => asked.answer(false)}>
      <h2 id="question">{asked.title}</h2>
      <p id="question-text">{asked.text}</p>
      {asked.names.length > 0 && (
        <ul class="names">
          {asked.names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
      <div class="answers">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          class="danger"
          ref={yes}
          onClick={() => {
            asked.answer(true);
            dialog.current?.close();
          }}
        >
          {asked.action}
        </button>
      </div>
    </dialog>
  );
}
