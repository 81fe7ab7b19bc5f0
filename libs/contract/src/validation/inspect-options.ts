import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../api/problem.dto.js';
import { isTable } from '../normalise/notes.js';
import { escapePointer } from './json-pointer.js';
import type { Reading, WireClass } from './read-wire.js';
import { describeUnknownKey } from './unknown-key.js';

/**
 * Checks the options of a plugin by a class of its own, which keeps what its properties are set to; one that is set to an instance of a further
 * class takes a table. Works for decorators of another copy of class-validator too: all since 0.12 share one storage, on `globalThis`.
 */
export function inspectOptions<T extends object>(optionsClass: WireClass<T>, data: Readonly<Record<string, unknown>>): Reading<T> {
  const value = filled(new optionsClass(), data);
  const errors = validateSync(value, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  return { value, problems: errors.flatMap((error) => problemsOf(error, data, '')) };
}

/** Whether any decorator of class-validator is known of the class: not those of a copy older than 0.12, which keeps them to itself. */
export function hasValidators(optionsClass: WireClass<object>): boolean {
  return metadataOf(optionsClass).length > 0;
}

function filled<T extends object>(instance: T, data: Readonly<Record<string, unknown>>): T {
  for (const [key, value] of Object.entries(data)) {
    const own: unknown = instance[key as keyof T];
    instance[key as keyof T] = (isTable(value) && isOfClass(own) ? filled(own, value) : value) as T[keyof T];
  }
  return instance;
}

function isOfClass(value: unknown): value is object {
  return isTable(value) && Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null;
}

/** @param data what was written at this level: a property without decorators that nobody has written is the author's own business */
function problemsOf({ property, constraints = {}, children = [], target }: ValidationError, data: unknown, prefix: string): FieldProblem[] {
  const pointer = `${prefix}/${escapePointer(property)}`;
  const written = isTable(data) ? data[property] : undefined;
  const below = children.flatMap((child) => problemsOf(child, written, pointer));
  if (constraints['whitelistValidation'] !== undefined) {
    return written === undefined ? [] : [{ pointer, ...describeUnknownKey(property, propertiesOf(target)) }, ...below];
  }
  const message = Object.values(constraints)[0];
  return message === undefined ? below : [{ pointer, message: withoutSubject(message, property) }, ...below];
}

function withoutSubject(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function propertiesOf(target: object | undefined): string[] {
  const all = target === undefined ? [] : metadataOf(target.constructor as WireClass<object>);
  return [...new Set(all.map(({ propertyName }) => propertyName))];
}

function metadataOf(optionsClass: WireClass<object>): ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']> {
  return getMetadataStorage().getTargetValidationMetadatas(optionsClass, '', false, false);
}
