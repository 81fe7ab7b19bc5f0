import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { asciiOnly, takeBuiltinsPlainly } from './lean-output.mjs';

describe('takeBuiltinsPlainly', () => {
  it.each([
    ['import { join, sep as slash } from "node:path";', 'const { join, sep: slash } = process.getBuiltinModule("node:path");'],
    ['import * as http from "http";', 'const http = process.getBuiltinModule("http");'],
    ['import fs, { rmSync } from "fs";', 'const fs = process.getBuiltinModule("fs"), { rmSync } = process.getBuiltinModule("fs");'],
    ['import { access as access$1 } from "fs/promises";', 'const { access: access$1 } = process.getBuiltinModule("fs/promises");'],
  ])('%s', (given, made) => {
    expect(takeBuiltinsPlainly(given)).toBe(made);
  });

  it.each(['import { pino } from "pino";', 'import "./chunk.js";', 'const text = `import x from "fs"`;', 'import { a } from "./fs";'])(
    'leaves %s',
    (given) => {
      expect(takeBuiltinsPlainly(given)).toBe(given);
    },
  );
});

describe('asciiOnly', () => {
  it('writes the same strings, templates and regular expressions in ASCII', () => {
    const code = "['…é😀', `\\\\ü${1}`, '\\ü', /[à-ü😀]/u.test('😀'), /^[ß]$/.test('ß')]";
    const made = asciiOnly(code);
    expect(made).toMatch(/^[\0-\x7f]*$/);
    expect(runInThisContext(made)).toEqual(runInThisContext(code));
  });
});
