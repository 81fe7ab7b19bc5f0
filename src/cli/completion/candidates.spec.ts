import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../program/command-table.js';
import { candidatesFor } from './candidates.js';
import { SCRIPTS } from './scripts.js';
import { connectFlagsIn, wordsInProgress } from './words.js';

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
    [['group-restart', '--group', ''], 'groups'],
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

describe('the words of a command line', () => {
  it.each([
    [['stop', '--name', 'w'], ['stop', '--name', 'w'], ''],
    [['stop', '--name=w'], ['stop', '--name', 'w'], '--name='],
    [['stop', '--name='], ['stop', '--name', ''], '--name='],
    [['stop', '--name', '=', 'w'], ['stop', '--name', 'w'], ''],
    [['stop', '--name', '='], ['stop', '--name', ''], ''],
    [['a', '='], ['a', '=', ''], ''],
  ])('%j are %j behind "%s"', (given, words, keep) => expect(wordsInProgress(given)).toEqual({ words, keep }));

  it('say which daemon is asked', () => {
    expect(connectFlagsIn(['status', '--config', "'my conf.toml'", '--token=t', '--insecure', '--name', ''])).toEqual({
      config: 'my conf.toml',
      token: 't',
      insecure: true,
    });
    expect(connectFlagsIn(['status', '--api-url', 'https://h:1/api', '--ca-cert', '~/ca.crt'])).toEqual({
      apiUrl: 'https://h:1/api',
      caCert: join(homedir(), 'ca.crt'),
    });
    expect(connectFlagsIn(['status', '--config', ''])).toEqual({});
  });
});

describe('what words mean', () => {
  it('is the summary of a command, and the description of a flag', () => {
    expect(candidatesFor(['']).about).toMatchObject({ status: 'show processes, all of them without a selector' });
    expect(candidatesFor(['status', '--']).about).toMatchObject({ '--base': expect.stringContaining('instances') as string });
    expect(candidatesFor(['token', '']).about).toMatchObject({ revoke: expect.stringContaining('token') as string });
  });
});

describe('the script of bash', () => {
  it('asks provisr and offers what it says', () => {
    const script = `provisr() { printf '%s\\twhat it means\\n' "$1,$2,$3,$4" two; }\n${SCRIPTS.bash}COMP_WORDS=(provisr status --name w); COMP_CWORD=3; _provisr; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('__complete,status,--name,w\ntwo\n');
  });
});
