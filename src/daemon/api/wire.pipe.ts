import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { keysOf, readWire, type WireClass } from '#contract';

/**
 * Checks every parameter whose type is a wire class with class-validator, and refuses unknown keys by naming the nearest known
 * one. Bound to our controllers only: pipes of a host application are its own business.
 */
@Injectable()
export class WirePipe implements PipeTransform {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    const isWireClass = metatype !== undefined && keysOf(metatype as WireClass<object>).size > 0;
    // Query strings are parsed into objects without a prototype, which class-transformer does not take for plain ones.
    return isWireClass ? readWire(metatype as WireClass<object>, { ...(value as object) }, 'PROVISR_REQUEST_INVALID') : value;
  }
}
