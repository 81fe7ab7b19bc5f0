import { signal } from '@preact/signals';

/** Something to be answered with yes or no. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly names: readonly string[];
  /** What the button says that means yes. */
  readonly action: string;
}

export const question = signal<(Question & { readonly answer: (isYes: boolean) => void }) | null>(null);

/** Resolves with what the person in front of the page says. */
export function confirmed(asked: Question): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (isYes) => {
        question.value = null;
        resolve(isYes);
      },
    };
  });
}
