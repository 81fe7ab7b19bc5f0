import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../program/command-table.js';
import { candidatesFor } from './candidates.js';
import { SCRIPTS } from './scripts.js';

describe('what may stand at the end of a command line', () => {
  it('is a command at first', () => {
    const first = COMMANDS.map(({ name }) => name.split(' ')[0]);
    expect(candidatesFor(['']).words).toEqual([...new Set(first), 'help']);
    expect(candidatesFor(['--api-url', 'http://x/api', '']).words).toContain('status');
  });

  it('is a flag after a dash', () => {
    expect(candidatesFor(['status', '--']).words).toEqual(expect.arrayContaining(['--name', '--wildcard', '--api-url', '--help']));
    expect(candidatesFor(['--']).words).not.toContain('--name');
  });

  it.each([
    [['status', '--name', ''], 'processes'],
    [['status', ''], 'processes'],
    [['group-stop', '--group', ''], 'groups'],
    [['cron', 'trigger', ''], 'cronjobs'],
    [['cron', 'history', '--name', ''], 'cronjobs'],
    [['cron', '--config', ''], 'files'],
    [['token', 'revoke', ''], null],
    [['serve', ''], 'files'],
    [['start', '--config', ''], 'files'],
    [['--config', 'start', '--x'], null],
  ])('%j is looked up among %s', (words, lookup) => expect(candidatesFor(words).lookup).toBe(lookup));

  it.each([
    [
      ['status', '-o', ''],
      ['table', 'json', 'yaml'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['start', '--retries', ''], []],
    [
      ['cron', ''],
      ['list', 'history', 'trigger', 'suspend', 'resume'],
    ],
    [
      ['token', ''],
      ['create', 'list', 'revoke'],
    ],
    [
      ['token', 'create', '--role', ''],
      ['viewer', 'operator', 'admin'],
    ],
  ])('%j is one of %j', (words, expected) => expect(candidatesFor(words).words).toEqual(expected));
});

describe('the script of bash', () => {
  it('asks provisr and offers what it says', () => {
    const script = `provisr() { printf '%s\\n' "$1,$2,$3,$4" two; }\n${SCRIPTS.bash}COMP_WORDS=(provisr status --name w); COMP_CWORD=3; _provisr; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('__complete,status,--name,w\ntwo\n');
  });
});
