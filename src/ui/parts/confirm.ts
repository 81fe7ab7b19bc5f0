import { signal } from '@preact/signals';

/** Something to be answered with yes or no. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly names: readonly string[];
  /** What the button says that means yes. */
  readonly action: string;
}

/** A question that waits for its answer. */
interface OpenQuestion extends Question {
  readonly id: number;
  readonly answer: (isYes: boolean) => void;
}

export const question = signal<OpenQuestion | null>(null);
let lastId = 0;

/** Resolves with what the person in front of the page says. A question that is still open then is answered with no. */
export function confirmed(asked: Question): Promise<boolean> {
  question.value?.answer(false);
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    const answer = (isYes: boolean): void => {
      // The browser tells later that a dialog was closed: by then there may be another question.
      if (question.value?.id === id) question.value = null;
      resolve(isYes);
    };
    question.value = { ...asked, id, answer };
  });
}
