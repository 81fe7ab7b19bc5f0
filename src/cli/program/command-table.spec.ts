import { describe, expect, it } from 'vitest';
import { parseCommand } from '#core';
import { buildProgram } from './build-program.js';
import { COMMANDS } from './command-table.js';
import { globalOptions } from './global-options.js';

/** Reads a command line, and says which command it was. */
async function commandIn(words: readonly string[]): Promise<string | null> {
  let name: string | null = null;
  const program = buildProgram(COMMANDS, '0', { out: () => undefined }, (spec) => {
    name = spec.name;
    return Promise.resolve();
  });
  await program.parseAsync(words, { from: 'user' });
  return name;
}

const SPEC = ['--retries', '--retry-interval', '--auto-restart', '--restart-interval', '--start-duration', '--instances', '--priority'];
const PLACES = ['--work-dir', '--env', '--pid-file', '--log-dir', '--detached'];
const SELECTORS = ['--name', '--base', '--wildcard', '--config'];

/** The commands and flags that were promised. */
const PROMISED: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ['serve', ['--config', '--daemonize', '--logfile']],
  ['start', ['--cmd', ...SELECTORS, ...SPEC, ...PLACES, '--wait', '--no-autostart']],
  ['stop', [...SELECTORS, '--wait']],
  ['status', SELECTORS],
  ['restart', [...SELECTORS, '--wait']],
  ['register', ['--name', '--command', '--work-dir', '--log-dir', '--auto-start', '--config']],
  ['register-file', ['--file', '--config']],
  ['unregister', ['--name', '--config']],
  ['group-start', ['--group', '--config']],
  ['group-stop', ['--group', '--config']],
  ['group-status', ['--group', '--config']],
  ['cron', ['--config']],
  ['validate', ['--config']],
  ['reload', []],
  ['logs', ['--name', '--follow', '--tail', '--stderr']],
  ['version', []],
  ['completion', []],
  ['token create', ['--role']],
  ['token list', []],
  ['token revoke', []],
];

describe('the commands', () => {
  it.each(PROMISED)('%s has all its flags', (name, flags) => {
    const command = COMMANDS.find((candidate) => candidate.name === name);
    const known = command?.options.map((option) => /--[\w-]+/.exec(option.flags)?.[0]);
    expect(known).toEqual(expect.arrayContaining([...flags]));
  });

  it('all take the flags about the connection and the output', () => {
    expect(globalOptions().map(({ long }) => long)).toEqual(
      expect.arrayContaining([
        '--api-url',
        '--api-timeout',
        '--token',
        '--ca-cert',
        '--client-cert',
        '--client-key',
        '--server-name',
        '--insecure',
        '--output',
        '--verbose',
        '--no-color',
      ]),
    );
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s has help with examples that are right',
    async (name, command) => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        // Of `source <(provisr …)`, `export X=$(provisr …)` and `provisr … > file` what provisr gets to see.
        const [, line = ''] = /provisr ([^>)]*)/.exec(example) ?? [];
        expect(await commandIn(parseCommand(line)), example).toMatch(new RegExp(`^${name}( |$)`));
      }
    },
  );

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s --help shows usage, options and the examples',
    async (name, command) => {
      let out = '';
      const program = buildProgram(COMMANDS, '0', { out: (text) => void (out += text) }, () => Promise.resolve());
      await expect(program.parseAsync([...name.split(' '), '--help'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
      expect(out).toMatch(new RegExp(`^Usage: provisr ${name} `));
      expect(out).toContain('Options:');
      for (const example of command.examples) expect(out).toContain(`  $ ${example}`);
    },
  );
});
