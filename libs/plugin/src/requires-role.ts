import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link RequiresRole}. `Symbol.for`, so that a plugin that resolved another copy of this package is understood all the same. */
export const REQUIRED_ROLE = Symbol.for('provisr.required-role.v1');

/** Who may do how much; each may what those before it may. */
export type CallerRole = 'viewer' | 'operator' | 'admin';

/** What a caller must be at least. On a controller or a single handler; without it: `admin`. */
export function RequiresRole(role: CallerRole): MethodDecorator & ClassDecorator {
  return SetMetadata(REQUIRED_ROLE, role);
}
