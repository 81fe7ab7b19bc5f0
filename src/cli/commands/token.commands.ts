import type { CommandSpec, OptionSpec } from '../program/command-spec.js';
import { expiry, oneOf } from '../program/option-parsers.js';

const FILE_OPTION: OptionSpec = {
  flags: '--config <file>',
  description: 'configuration file that holds the tokens (default: ./config.toml)',
};

/** Commands about bearer tokens. They edit the configuration file; a running daemon takes it over with a reload. */
export const TOKEN_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'local',
    name: 'token create',
    summary: 'make a token, print it once, and keep its hash in the configuration file',
    options: [
      { flags: '--role <role>', description: 'viewer, operator or admin', parse: oneOf(['viewer', 'operator', 'admin']), isRequired: true },
      { flags: '--name <name>', description: 'whose token it is, for the audit log (default: the role)' },
      { flags: '--expires <when>', description: 'a while from now (90d, 12h) or a time (2027-01-31, RFC 3339)', parse: expiry },
      FILE_OPTION,
    ],
    examples: [
      'provisr token create --role operator --name ci',
      'export PROVISR_TOKEN=$(provisr token create --role admin --config /etc/provisr/config.toml)',
    ],
    load: async () => (await import('../actions/token.action.js')).createToken,
  },
  {
    kind: 'local',
    name: 'token list',
    summary: 'show names, roles and expiry of the tokens',
    options: [FILE_OPTION],
    examples: ['provisr token list --config config/config.toml'],
    load: async () => (await import('../actions/token.action.js')).listTokens,
  },
  {
    kind: 'local',
    name: 'token revoke',
    summary: 'take a token out of the configuration file',
    positional: '[name]',
    options: [{ flags: '--name <name>', description: 'the token' }, FILE_OPTION],
    examples: ['provisr token revoke --name ci'],
    load: async () => (await import('../actions/token.action.js')).revokeToken,
  },
];
