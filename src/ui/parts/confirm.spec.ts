import { expect, it } from 'vitest';
import { confirmed, question } from './confirm.js';

const asking = (title: string): Promise<boolean> => confirmed({ title, text: '', names: [], action: 'Yes' });

it('asks one thing at a time, and heeds no answer to what was asked before', async () => {
  const first = asking('first');
  const answerFirst = question.value?.answer;
  const second = asking('second');
  expect(await first).toBe(false);
  answerFirst?.(true);
  expect(question.value?.title).toBe('second');
  question.value?.answer(true);
  expect(await second).toBe(true);
  expect(question.value).toBeNull();
});
