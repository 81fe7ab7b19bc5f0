import type { CommandSpec, OptionSpec } from '../program/command-spec.js';
import { flagValue } from '../program/option-parsers.js';
import { SPEC_OPTIONS } from './spec.options.js';

const CONFIG_OPTION: OptionSpec = { flags: '--config <file>', description: 'edit the programs directory of this configuration' };

/** Commands about files in the programs directory. */
export const REGISTRATION_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'local',
    name: 'register',
    summary: 'write a process to the programs directory',
    options: [
      { flags: '--name <name>', description: 'its name', isRequired: true },
      { flags: '--command <command>', description: 'what to run', isRequired: true },
      { flags: '--auto-start [bool]', description: 'the same as --auto-restart; it starts with the daemon in any case', parse: flagValue },
      ...SPEC_OPTIONS,
      CONFIG_OPTION,
    ],
    examples: [
      'provisr register --name web --command "python app.py" --work-dir /app --auto-start',
      'provisr register --name web --command "python app.py" --api-url http://remote:8080/api',
    ],
    load: async () => (await import('../actions/register.action.js')).register,
  },
  {
    kind: 'local',
    name: 'register-file',
    summary: 'write the process of a file (.json .toml .yaml .yml) to the programs directory',
    options: [{ flags: '--file <file>', description: 'the file, flat or as {type, spec}', isRequired: true }, CONFIG_OPTION],
    examples: ['provisr register-file --file ./my-process.json'],
    load: async () => (await import('../actions/register.action.js')).registerFile,
  },
  {
    kind: 'local',
    name: 'unregister',
    summary: 'remove a process from the programs directory',
    positional: '[name]',
    options: [{ flags: '--name <name>', description: 'its name' }, CONFIG_OPTION],
    examples: ['provisr unregister --name web'],
    load: async () => (await import('../actions/register.action.js')).unregister,
  },
];
