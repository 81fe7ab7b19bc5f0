import { Type } from 'class-transformer';
import { IsArray, ValidateBy, ValidateNested } from 'class-validator';
import type { WireClass } from './read-wire.js';

/** The property is a table of the given class. */
export function Table(wireClass: () => WireClass<object>): PropertyDecorator {
  return all(IsTable(false), ValidateNested(), Type(wireClass));
}

/** The property is a list of tables of the given class. */
export function TableList(wireClass: () => WireClass<object>): PropertyDecorator {
  return all(IsArray({ message: 'must be a list' }), IsTable(true), ValidateNested({ each: true }), Type(wireClass));
}

/** class-validator takes a list where a nested object is expected; a configuration must not. */
export function IsTable(each: boolean): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isTable',
      validator: {
        validate: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date),
        defaultMessage: () => (each ? 'must be a list of tables' : 'must be a table'),
      },
    },
    { each },
  );
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (prototype, property) => {
    for (const decorate of decorators) decorate(prototype, property);
  };
}
