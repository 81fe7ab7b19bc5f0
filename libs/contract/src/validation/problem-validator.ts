import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Builds a property decorator from a function that says what is wrong with a value, `null` when nothing. */
export function problemValidator(name: string, problem: (value: unknown) => string | null, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value) => problem(value) === null,
        defaultMessage: (args) => problem(args?.value) ?? 'is invalid',
      },
    },
    options,
  );
}
