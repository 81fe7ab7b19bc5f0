import { describe, expect, it } from 'vitest';
import { covered } from './covered.js';

describe('what is shown of a definition', () => {
  it('has the names of secrets, and not their values', () => {
    const spec = { name: 'web', env: ['PORT=1', 'TOKEN=a=b\nc'], log: { sinks: [{ options: { 'api/key': 'x', a: 1 } }] } };
    expect(covered(spec, ['/env/1', '/log/sinks/0/options/api~1key'])).toEqual({
      name: 'web',
      env: ['PORT=1', 'TOKEN=••••••'],
      log: { sinks: [{ options: { 'api/key': '••••••', a: 1 } }] },
    });
    expect(spec.env[1]).toContain('a=b');
  });

  it('knows tables, and what is not there', () => {
    expect(covered({ env: { TOKEN: 'x=y', A: '1' } }, ['/env/TOKEN', '/env/GONE'])).toEqual({ env: { TOKEN: '••••••', A: '1' } });
    expect(covered({ name: 'web' }, [])).toEqual({ name: 'web' });
  });
});
