import { expect, it } from 'vitest';
import { scheduleWords } from './schedule-words.js';

it.each([
  ['@every 10s', 'Every 10s'],
  ['@every 1h30m0s', 'Every 1h30m'],
  ['@every 1h0m0s', 'Every 1h'],
  ['@every 30m0s', 'Every 30m'],
  ['@every 10m', 'Every 10m'],
  ['*/5 * * * *', 'Every 5 minutes'],
  ['30 2 * * 1-5', 'At 02:30, Monday through Friday'],
  ['0 30 4 * * *', 'At 04:30'],
  ['*/15 * * * * *', 'Every 15 seconds'],
  ['0 0 1,15 * *', 'At 00:00, on day 1 and 15 of the month'],
  ['@hourly', 'Every hour'],
  ['@daily', 'At 00:00'],
  ['@midnight', 'At 00:00'],
  ['@weekly', 'At 00:00, only on Sunday'],
  ['@monthly', 'At 00:00, on day 1 of the month'],
  ['@yearly', 'At 00:00, on day 1 of the month, only in January'],
  ['what no one understands', null],
])('says %j', (schedule, words) => {
  expect(scheduleWords(schedule)).toBe(words);
});
