import { SetMetadata } from '@nestjs/common';
import type { Role } from '#contract';

/** Metadata key of {@link RequiresRole}; public and versioned, so that a plugin's controllers can use it too. */
export const REQUIRED_ROLE = Symbol.for('provisr.required-role.v1');

/** What a caller must be at least. On a controller or a single handler; without it: `admin`. */
export function RequiresRole(role: Role): MethodDecorator & ClassDecorator {
  return SetMetadata(REQUIRED_ROLE, role);
}
