import { readFileSync } from 'node:fs';

const README = readFileSync(new URL('seed-readme.md', import.meta.url), 'utf8');
const SECTION = /^## (.+)\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm;
const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

const sections = new Map(
  [...README.matchAll(SECTION)].map(([, heading = '', text = '']) => [heading, [...text.matchAll(BLOCK)].map(([, , block = '']) => block)]),
);

/**
 * A code block of the first README.
 * @param index which one below that heading, from 0
 */
export function snippet(heading: string, index = 0): string {
  const found = sections.get(heading)?.[index];
  if (found === undefined) throw new Error(`the README has no block ${index} below "${heading}"`);
  return found;
}

/** The one line of a block that begins so. */
export function line(heading: string, start: string, index = 0): string {
  const [found, ...others] = snippet(heading, index)
    .split('\n')
    .filter((candidate) => candidate.startsWith(start));
  if (found === undefined || others.length > 0) throw new Error(`not one line below "${heading}" begins with "${start}"`);
  return found;
}
