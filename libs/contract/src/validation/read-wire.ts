import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type ErrorCode, ProvisrError } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';
import { keysOf, renamesOf } from '../schema/key.js';
import { escapePointer, pointerTokens } from './json-pointer.js';
import { describeUnknownKey } from './unknown-key.js';

/** A wire class: constructed without arguments. */
export type WireClass<T extends object> = new () => T;

/** The keys of a wire class, whatever object carries them. */
export type Wire<T> = { readonly [K in keyof T]: T[K] };

/** An instance, and everything that is wrong with it. Use the instance only when there are no problems. */
export interface Reading<T> {
  readonly value: T;
  readonly problems: readonly FieldProblem[];
}

/**
 * Turns parsed data into an instance of a wire class and checks it. Unknown keys are problems.
 *
 * @param prefix JSON Pointer of the data within its document
 */
export function inspectWire<T extends object>(wireClass: WireClass<T>, data: unknown, prefix = ''): Reading<T> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return { value: new wireClass(), problems: [{ pointer: prefix, message: 'must be a table of keys (a JSON object)' }] };
  }
  const value = plainToInstance(wireClass, data);
  const errors = validateSync(value, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  return { value, problems: errors.flatMap((error) => problemsOf(error, prefix)) };
}

/**
 * Like {@link inspectWire} for inputs that are refused at the first problem.
 *
 * @throws ProvisrError `code` with `details.errors`, naming the first field in its sentence
 */
export function readWire<T extends object>(wireClass: WireClass<T>, data: unknown, code: ErrorCode): T {
  const { value, problems } = inspectWire(wireClass, data);
  refuse(code, problems);
  return value;
}

/** @throws ProvisrError `code` when there are problems */
export function refuse(code: ErrorCode, problems: readonly FieldProblem[]): void {
  const first = problems[0];
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new ProvisrError(code, `${sentenceOf(first)}${more}`, { details: { errors: problems } });
}

/** `log.dir must be a string` — the problem with its place in the words of the author. */
export function sentenceOf(problem: FieldProblem): string {
  const place = pointerTokens(problem.pointer).join('.');
  const suggestion = problem.suggestion === undefined ? '' : ` (${problem.suggestion})`;
  return `${place === '' ? '' : `${place}: `}${problem.message}${suggestion}`;
}

/** Of several mistakes the first one to tell: what is of another kind is not also "greater than 1000". */
const OF_KIND: readonly string[] = ['isInt', 'isNumber', 'isString', 'isBoolean', 'isArray'];

function problemsOf(error: ValidationError, prefix: string): FieldProblem[] {
  const pointer = `${prefix}/${escapePointer(error.property)}`;
  const below = (error.children ?? []).flatMap((child) => problemsOf(child, pointer));
  const constraints = error.constraints ?? {};
  if (constraints['whitelistValidation'] !== undefined) {
    return [{ pointer, ...unknownKey(error.property, error.target) }, ...below];
  }
  const { nestedValidation, ...own } = constraints;
  const kind = OF_KIND.find((constraint) => own[constraint] !== undefined);
  const message = (kind === undefined ? Object.values(own)[0] : own[kind]) ?? nestedValidation;
  return message === undefined ? below : [{ pointer, message: withoutSubject(message, error.property) }, ...below];
}

function unknownKey(key: string, target: object | undefined): { message: string; suggestion?: string } {
  if (target === undefined) return describeUnknownKey(key, []);
  const wireClass = target.constructor as WireClass<object>;
  return describeUnknownKey(key, [...keysOf(wireClass).keys()], { ...renamesOf(wireClass, 'was'), ...renamesOf(wireClass, 'also') });
}

/** class-validator's own sentences begin with the name of the property, which the pointer tells already. */
function withoutSubject(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
