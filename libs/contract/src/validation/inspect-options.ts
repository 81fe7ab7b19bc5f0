import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../api/problem.dto.js';
import { escapePointer } from './json-pointer.js';
import type { Reading, WireClass } from './read-wire.js';
import { describeUnknownKey } from './unknown-key.js';

/**
 * Checks the options of a plugin by a class of its own, which keeps what its properties are set to. Works for decorators of another copy
 * of class-validator too: all copies share one storage.
 */
export function inspectOptions<T extends object>(optionsClass: WireClass<T>, data: Readonly<Record<string, unknown>>): Reading<T> {
  const value = Object.assign(new optionsClass(), data);
  const errors = validateSync(value, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  return { value, problems: errors.map((error) => problemOf(error, optionsClass)) };
}

function problemOf({ property, constraints = {} }: ValidationError, optionsClass: WireClass<object>): FieldProblem {
  const pointer = `/${escapePointer(property)}`;
  if (constraints['whitelistValidation'] !== undefined) return { pointer, ...describeUnknownKey(property, propertiesOf(optionsClass)) };
  const message = Object.values(constraints)[0] ?? 'is invalid';
  return { pointer, message: message.startsWith(`${property} `) ? message.slice(property.length + 1) : message };
}

function propertiesOf(optionsClass: WireClass<object>): string[] {
  const all = getMetadataStorage().getTargetValidationMetadatas(optionsClass, '', false, false);
  return [...new Set(all.map(({ propertyName }) => propertyName))];
}
