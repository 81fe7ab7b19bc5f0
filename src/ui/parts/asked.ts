import { useEffect, useState } from 'preact/hooks';

/** What came of asking: `null` before the first answer. What was told before stays until something newer is. */
export interface Asked<Answer> {
  readonly answer: Answer | null;
  readonly error: string | null;
}

/**
 * Asks again whenever `key` is another one.
 * @param question is given a signal that ends it when nobody wants the answer any more
 */
export function useAsked<Answer>(question: (signal: AbortSignal) => Promise<Answer>, key: string): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer>>({ answer: null, error: null });
  useEffect(() => {
    const abort = new AbortController();
    question(abort.signal).then(
      (answer) => setAsked({ answer, error: null }),
      (error: unknown) => {
        if (!abort.signal.aborted) setAsked((before) => ({ ...before, error: error instanceof Error ? error.message : String(error) }));
      },
    );
    return () => abort.abort();
  }, [key]);
  return asked;
}
