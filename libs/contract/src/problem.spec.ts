import { describe, expect, it } from 'vitest';
import { ERROR_CODES, ProvisrError } from '#core';
import { fromProblem, PROBLEMS, problemType, toProblem } from './problem.js';

describe('toProblem and fromProblem', () => {
  it.each(ERROR_CODES.map((code) => [code]))('%s comes out at the other end as it went in', (code) => {
    const error = new ProvisrError(code, 'it did not work', {
      hint: 'try harder',
      details: { errors: [{ pointer: '/a', message: 'bad' }], attempts: 3 },
    });
    const problem = toProblem(error, '/start');
    expect(problem).toMatchObject({
      type: problemType(code),
      status: PROBLEMS[code].status,
      detail: error.message,
      error: error.message,
      instance: '/start',
    });
    const back = fromProblem(JSON.parse(JSON.stringify(problem)), problem.status);
    expect(back).toMatchObject({ code, message: error.message, hint: error.hint, details: error.details });
  });

  it('does not tell strangers what an unexpected error says', () => {
    const problem = toProblem(new Error('password is hunter2'));
    expect(problem).toMatchObject({ code: 'PROVISR_UNEXPECTED', status: 500 });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('lets no detail stand in for a member of the document', () => {
    const problem = toProblem(new ProvisrError('PROVISR_USAGE_INVALID', 'no', { details: { status: 200, code: 'X', error: 'Y' } }));
    expect(problem).toMatchObject({ status: 400, code: 'PROVISR_USAGE_INVALID', error: 'no' });
  });

  it.each([
    [null, 502],
    ['<html>', 404],
    [{ error: 'plain text of an older server' }, 409],
    [{ code: 'PROVISR_NEWER', detail: 'unknown code' }, 400],
  ])('makes the best of %j with status %d', (body, status) => {
    expect(fromProblem(body, status)).toBeInstanceOf(ProvisrError);
    expect(fromProblem(body, status).message).not.toBe('');
  });
});
