import { CRON_COMMANDS } from '../commands/cron.commands.js';
import { EVENT_COMMANDS } from '../commands/event.commands.js';
import { GROUP_COMMANDS } from '../commands/group.commands.js';
import { MAINTENANCE_COMMANDS } from '../commands/maintenance.commands.js';
import { PROCESS_COMMANDS } from '../commands/process.commands.js';
import { REGISTRATION_COMMANDS } from '../commands/registration.commands.js';
import { TOKEN_COMMANDS } from '../commands/token.commands.js';
import type { CommandSpec } from './command-spec.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  ...PROCESS_COMMANDS,
  ...EVENT_COMMANDS,
  ...REGISTRATION_COMMANDS,
  ...GROUP_COMMANDS,
  ...CRON_COMMANDS,
  ...TOKEN_COMMANDS,
  ...MAINTENANCE_COMMANDS,
];
