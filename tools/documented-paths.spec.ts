import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const OURS = /^(bin|config|docs|examples|libs|src|test|tools|[.]ci)\//;
const PLACEHOLDER = /[<*…{}\s]/;
// Made when the sample configuration runs.
const AT_RUN_TIME = /^config\/(run|logs|tls)(\/|$)/;

describe('documents', () => {
  it.each(globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT }))('%s names only paths that exist', (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    expect([...brokenLinks(document, text), ...unknownPaths(text)]).toEqual([]);
  });
});

function brokenLinks(document: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(document), target)));
}

function unknownPaths(text: string): string[] {
  const named = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return named.filter((path) => OURS.test(path) && !PLACEHOLDER.test(path) && !AT_RUN_TIME.test(path) && !existsSync(join(ROOT, path)));
}
