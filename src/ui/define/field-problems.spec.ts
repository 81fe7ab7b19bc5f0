import { describe, expect, it } from 'vitest';
import type { FieldProblem, ProblemDto } from '#contract';
import { ApiError } from '../api/api-error.js';
import type { Field } from './field.js';
import { problemsOf } from './field-problems.js';

const field = (path: string): Field => ({ path, kind: 'text', description: '', fallback: '', example: '', choices: [] });
const FIELDS = ['name', 'env', 'log.dir', 'log.dir_mode'].map(field);
const said = (errors: readonly FieldProblem[]): ApiError => new ApiError('no', 400, { errors } as unknown as ProblemDto);

describe('what the daemon says of a definition', () => {
  it('stands at the field it is about', () => {
    const error = said([
      { pointer: '/log/dir', message: 'must be absolute' },
      { pointer: '/env/1', message: 'must be NAME=value' },
      { pointer: '/env/1', message: 'is odd' },
    ]);
    expect(problemsOf(error, FIELDS)).toEqual({
      fields: { 'log.dir': ['must be absolute'], env: ['entry 2: must be NAME=value', 'entry 2: is odd'] },
      whole: [],
    });
  });

  it('stands above them where it is about none', () => {
    const error = said([
      { pointer: '', message: 'needs "command" or "args"' },
      { pointer: '/comand', message: 'unknown key', suggestion: 'did you mean "command"?' },
    ]);
    expect(problemsOf(error, FIELDS).whole).toEqual(['needs "command" or "args"', '/comand: unknown key; did you mean "command"?']);
    expect(problemsOf(said([]), FIELDS).whole).toEqual(['no']);
    expect(problemsOf(new Error('lost'), FIELDS).whole).toEqual(['lost']);
  });
});
