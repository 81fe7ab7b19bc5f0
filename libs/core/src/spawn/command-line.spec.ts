import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from './command-line.js';

/** What a real shell makes of the words of a command line. */
function wordsByShell(line: string): string[] {
  const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

describe('parseCommand', () => {
  it.each([
    ['sleep 10', ['sleep', '10']],
    [`/bin/sh -c "while true; do echo demo; sleep 5; done"`, ['/bin/sh', '-c', 'while true; do echo demo; sleep 5; done']],
    [`sh -c 'while true; do echo web; sleep 2; done'`, ['sh', '-c', 'while true; do echo web; sleep 2; done']],
    [`sh -ec 'a; b' name arg`, ['sh', '-ec', 'a; b', 'name', 'arg']],
    [`sh -c "echo \\$HOME"`, ['sh', '-c', 'echo $HOME']],
    ['python app.py --flag="a b"', ['python', 'app.py', '--flag=a b']],
    [`printf '%s' '$HOME;|&'`, ['printf', '%s', '$HOME;|&']],
    ['echo a\\ b', ['echo', 'a b']],
    [`echo ''`, ['echo', '']],
  ])('executes %s directly', (command, argv) => {
    expect(parseCommand(command)).toEqual(argv);
  });

  it.each([
    'a | b',
    'a && b',
    'echo $HOME',
    'echo "$HOME"',
    'echo `id`',
    'A=1 env',
    'ls *.txt',
    'a > f',
    `sh -c 'a' | tee x`,
    'cd /tmp',
    'exec a',
    '~/bin/x',
    'exit 3',
  ])('gives %s to a shell', (command) => {
    expect(parseCommand(command)).toEqual(['/bin/sh', '-c', command]);
  });

  it.each([
    ['', 'must not be empty'],
    ['   ', 'must not be empty'],
    [`echo 'a`, 'unterminated quote'],
    ['a\0b', 'NUL'],
  ])('refuses %j', (command, message) => {
    expect(() => parseCommand(command)).toThrow(message);
  });

  it('splits every line without shell syntax exactly as /bin/sh does', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[a-z0-9_./:,=@%+-]{1,6}$/),
      fc.stringMatching(/^[a-z ;|&$*]{0,6}$/).map((text) => `'${text}'`),
      fc.stringMatching(/^[a-z ;|&*]{0,6}$/).map((text) => `"${text}"`),
      fc.constantFrom('\\ ', '\\"', "\\'", '\\\\', '"\\""', '"\\a"', '"\\\\"'),
    );
    const line = fc
      .array(
        fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
        { minLength: 1, maxLength: 4 },
      )
      .map((words) => `x ${words.join(' ')}`);
    fc.assert(
      fc.property(line, (text) => {
        expect(parseCommand(text)).toEqual(wordsByShell(text));
      }),
      { numRuns: 150 },
    );
  });
});
