import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What a factory may have loaded before anybody names its type: nothing that only its sinks need. */
const LIGHT = /^(#contract|#core|#plugin|@nestjs\/common|\.\.\/\.\.\/(logs|slots)\/index\.js|\.\.\/delivery\/line-options\.js)$/;

describe('log sinks that come with the daemon', () => {
  const cwd = new URL('.', import.meta.url).pathname;

  it.each(globSync('*/*.factory.ts', { cwd }))('%s loads what its sinks need when one is named', (file) => {
    const text = readFileSync(`${cwd}/${file}`, 'utf8');
    const loaded = [...text.matchAll(/^import (?!type )[^]*?from '([^']+)';$/gm)].map(([, from]) => from);
    expect(loaded.filter((from) => !LIGHT.test(from ?? ''))).toEqual([]);
    expect(text).toMatch(/await import\(|\?\?= import\(/);
  });
});
