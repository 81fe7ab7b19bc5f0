import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigTableDto } from '#contract';
import { keyChanges } from './key-changes.js';
import { maskedTable } from './masked-table.js';

const token = (name: string, role: string, hash: string): object => ({ name, role, hash });

describe('changes of keys', () => {
  it('are told by whole names; tables in a list by their names, a list of words as one value', () => {
    const before = {
      server: { auth: { tokens: [token('ci', 'viewer', 'a'), token('ann', 'admin', 'b')] } },
      exit_codes: [0],
      detectors: [],
    };
    const after = {
      server: { auth: { tokens: [token('ann', 'admin', 'c'), token('ci', 'operator', 'a')] } },
      exit_codes: [0, 3],
      detectors: [{ type: 'pid' }],
    };
    expect(keyChanges(before, after, 'admin')).toEqual([
      { key: 'detectors.pid.type', after: 'pid' },
      { key: 'exit_codes', before: [0], after: [0, 3] },
      { key: 'server.auth.tokens.ann.hash', before: '***', after: '***' },
      { key: 'server.auth.tokens.ci.role', before: 'viewer', after: 'operator' },
    ]);
  });

  it('show nothing of what plugins and sinks are told, not even the names in it', () => {
    const sink = (name: string, url: string): ConfigTableDto => ({
      sinks: [{ type: 'x', options: { deep: { routes: [{ name, url }] }, list: [url] } }],
    });
    expect(keyChanges(sink('s3cret', 'u1'), sink('s3cret', 'u2'), 'admin')).toEqual([
      { key: 'sinks.x.options.deep.routes.1.url', before: '***', after: '***' },
      { key: 'sinks.x.options.list', before: ['***'], after: ['***'] },
    ]);
  });

  it('show values of the environment that are no secrets, to all but viewers', () => {
    const before = { env: { options: 'a', hash: 'b', API_TOKEN: 'c', AT: 'amqp://me:hush@host' }, command: 'fetch ftp://me:hush@host x' };
    const keys = (role: 'viewer' | 'admin'): unknown[] => keyChanges(before, {}, role).map(({ key, before: was }) => [key, was]);
    expect(keys('admin')).toEqual([
      ['command', 'fetch ftp://me:***@host x'],
      ['env.API_TOKEN', '***'],
      ['env.AT', '***'],
      ['env.hash', 'b'],
      ['env.options', 'a'],
    ]);
    expect(keys('viewer').slice(1)).toEqual([
      ['env.API_TOKEN', '***'],
      ['env.AT', '***'],
      ['env.hash', '***'],
      ['env.options', '***'],
    ]);
  });

  it('are none between a table and itself, and no secret of any of them is shown', () => {
    const name = fc.constantFrom('env', 'options', 'detectors', 'list', 'PASSWORD', 'name', 'x');
    const { table } = fc.letrec<{ table: object; value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom('hush', 7, null), fc.array(tie('table'), { maxLength: 3 }), tie('table')),
      table: fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(table, table, (left, right) => {
        expect(keyChanges({ left }, { left }, 'admin')).toEqual([]);
        const changes = keyChanges({ options: left, env: { PASSWORD: 'hush' } }, { options: right }, 'admin');
        expect(JSON.stringify(changes)).not.toContain('hush');
        expect(JSON.stringify(maskedTable({ options: left, env: right }, 'viewer'))).not.toContain('hush');
      }),
    );
  });
});
