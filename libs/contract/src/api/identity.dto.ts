import type { Role } from '../config/server.dto.js';

/** Who asks, as far as it was proven, and what they may do. */
export interface IdentityDto {
  /** Name of the token or certificate; `socket` or `anonymous` where nobody has to say who they are. */
  readonly name: string;
  readonly role: Role;
  /** By what they were recognised. */
  readonly via: 'socket' | 'token' | 'certificate' | 'plugin' | 'none';
}
