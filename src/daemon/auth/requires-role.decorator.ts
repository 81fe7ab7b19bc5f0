export { REQUIRED_ROLE, RequiresRole } from '#plugin';
