import { describe, expect, it } from 'vitest';
import { linesOf, valueText } from './table-lines.js';

describe('a table of the configuration', () => {
  it('is shown by whole keys, without what is not set', () => {
    const table = {
      listen: 'none',
      socket: null,
      tls: { enabled: false },
      tokens: [{ name: 'a', role: 'admin' }, { name: 'b' }],
      exit_codes: [0, 3],
      detectors: [],
      env: {},
    };
    expect(linesOf(table).map(({ key, text }) => `${key}=${text}`)).toEqual([
      'listen=none',
      'tls.enabled=false',
      'tokens.1.name=a',
      'tokens.1.role=admin',
      'tokens.2.name=b',
      'exit_codes=0, 3',
    ]);
  });

  it('has values as one would write them, and none that could be taken for another', () => {
    expect([valueText(''), valueText(['a b', 'c']), valueText(['a', 'b']), valueText(7)]).toEqual(['""', '["a b","c"]', 'a, b', '7']);
  });
});
