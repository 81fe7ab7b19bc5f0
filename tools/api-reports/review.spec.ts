import { expect, it } from 'vitest';
import { reviewed } from './review.mjs';

const report = { name: 'core', specifier: 'provisr/core', text: '', foreign: [], unnamed: [], problems: [], forgotten: [] };

it('finds modules of others in types, but not those of Node or those that are meant', () => {
  const text = "import type { Server } from 'node:net';\nimport { Type } from '@nestjs/common';\nimport { koffi } from 'koffi';\n";
  expect(reviewed([{ ...report, text, foreign: ['@nestjs/common'] }])).toEqual(['types of provisr/core depend on koffi']);
});

it('finds what is used in types and cannot be named, unless another entry point exports it', () => {
  const forgotten = ['Here', 'There', 'Nowhere', 'Meant'].map((symbol) => ({ symbol, place: 'a.d.ts:1' }));
  const here = { ...report, text: 'export interface Here {\n', forgotten, unnamed: ['Meant'] };
  const there = { ...report, text: 'export abstract class There {\n' };
  expect(reviewed([here, there])).toEqual(['a.d.ts:1: "Nowhere" occurs in what provisr/core exports, and no entry point exports it']);
});

it.each(['readonly a: any;', 'f(...parts: any[]): void;', 'type A = Promise<any>;', 'g(a: string | any): void;'])(
  'finds any in %s',
  (line) => {
    expect(reviewed([{ ...report, text: `${line}\n` }])).toEqual([`core.api.md has "any": ${line}`]);
  },
);

it.each(["readonly hosts?: readonly string[] | 'any';", '// any', 'anyAddress: boolean;'])('leaves %s alone', (line) => {
  expect(reviewed([{ ...report, text: `${line}\n` }])).toEqual([]);
});
