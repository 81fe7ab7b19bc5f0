import { describe, expect, it } from 'vitest';
import { secretPointers, specView } from './spec-view.js';

const DOCUMENT = {
  name: 'web',
  command: 'serve --db postgres://me:hush@host/',
  env: ['PORT=1', 'DB_PASSWORD=hush', 'DB=postgres://me:hush@host/'],
  log: { sinks: [{ type: 'far', options: { 'a/key': 1, api_key: 'hush' } }] },
};

describe('a specification', () => {
  it('is shown to each as far as they may see it', () => {
    expect(specView(DOCUMENT, 'admin')).toEqual(DOCUMENT);
    expect(specView(DOCUMENT, 'operator')).toMatchObject({ env: ['PORT=1', 'DB_PASSWORD=***', 'DB=***'] });
    expect(specView(DOCUMENT, 'viewer')).toMatchObject({ env: ['PORT=***', 'DB_PASSWORD=***', 'DB=***'] });
  });

  it('tells where its secrets are', () => {
    expect(secretPointers(DOCUMENT)).toEqual(['/env/1', '/env/2', '/log/sinks/0/options/api_key']);
    expect(secretPointers({ env: { TOKEN: 'hush', 'odd/TOKEN': 'hush', HOME: '/' } })).toEqual(['/env/TOKEN', '/env/odd~1TOKEN']);
    expect(secretPointers({ name: 'web' })).toEqual([]);
  });
});
