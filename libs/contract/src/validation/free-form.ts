import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** A table with any content, handed on as it is: its keys belong to someone else (a plugin, a certificate name). */
export function FreeForm(): PropertyDecorator {
  const validate = ValidateBy({
    name: 'freeForm',
    validator: {
      validate: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      defaultMessage: () => 'must be a table',
    },
  });
  const keep = Verbatim();
  return (prototype, property) => {
    validate(prototype, property);
    keep(prototype, property);
  };
}

/** Keeps the value as it was parsed: class-transformer would copy it and leave out keys such as `constructor`. */
export function Verbatim(): PropertyDecorator {
  return Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]);
}
