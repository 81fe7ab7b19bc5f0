import { ROLES, type Role } from '#contract';

/** Whether somebody who has `role` may do what needs `needed`: each role may do all that the weaker ones may. */
export function roleAllows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
