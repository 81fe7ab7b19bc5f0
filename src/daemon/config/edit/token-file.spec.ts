import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScratchDirectory, scratchDirectory } from '#testing';
import { type TokenEntry, TokenFile } from './token-file.js';

let scratch: ScratchDirectory;
beforeEach(() => {
  scratch = scratchDirectory('tokens');
});
afterEach(() => scratch.remove());

const hash = `sha256:${'0'.repeat(64)}`;
const entry = (name: string): TokenEntry => ({ name, role: 'viewer', hash });
const added = async (file: string, text: string, name = 'new'): Promise<string> => {
  const path = scratch.write(file, text);
  await new TokenFile(path).add(() => entry(name));
  return readFileSync(path, 'utf8');
};
const removed = async (file: string, text: string, name: string): Promise<string> => {
  const path = scratch.write(file, text);
  await new TokenFile(path).remove(name);
  return readFileSync(path, 'utf8');
};
const NEW = `[[server.auth.tokens]]\nname = "new"\nrole = "viewer"\nhash = "${hash}"`;
const old = (name: string): string => `[[server.auth.tokens]]\nname = "${name}"\nrole = "admin"\nhash = "${hash}"`;
const inline = (name: string, role = 'admin'): string => `{ name = "${name}", role = "${role}", hash = "${hash}" }`;

describe('a token goes into TOML', () => {
  it.each([
    ['an empty file', '', `${NEW}\n`],
    ['a file of comments', '# mine\n', `# mine\n\n${NEW}\n`],
    [
      'behind [server]',
      '# mine\n[server]\nlisten = ":1" # all\n\n# programs\n[[processes]]\n',
      `# mine\n[server]\nlisten = ":1" # all\n\n${NEW}\n\n# programs\n[[processes]]\n`,
    ],
    [
      'behind [server.auth]',
      '[server.auth]\n# none yet\n\n[server.tls]\nenabled = true\n',
      `[server.auth]\n# none yet\n\n${NEW}\n\n[server.tls]\nenabled = true\n`,
    ],
    ['behind the others', `${old('a')}\n\n\n${old('b')}\n\n[metrics]\n`, `${old('a')}\n\n\n${old('b')}\n\n${NEW}\n\n[metrics]\n`],
    [
      'at the end, where there is no server',
      '[[processes]]\n[processes.spec]\nname = "x"',
      `[[processes]]\n[processes.spec]\nname = "x"\n\n${NEW}\n`,
    ],
    [
      'with the line ends of the file',
      '[server]\r\nlisten = ":1"\r\n',
      `[server]\r\nlisten = ":1"\r\n\r\n${NEW.replaceAll('\n', '\r\n')}\r\n`,
    ],
  ])('%s', async (_where, before, after) => expect(await added('config.toml', before)).toBe(after));

  it.each([
    ['[]', `[${inline('new', 'viewer')}]`],
    [`[${inline('a')}]`, `[${inline('a')}, ${inline('new', 'viewer')}]`],
    [`[\n  # none\n]`, `[\n  # none\n  ${inline('new', 'viewer')},\n]`],
    [`[\n    ${inline('a')} # a, the first\n]`, `[\n    ${inline('a')}, # a, the first\n    ${inline('new', 'viewer')},\n]`],
    [`[\n    ${inline('a')},\n    # end\n  ]`, `[\n    ${inline('a')},\n    # end\n    ${inline('new', 'viewer')},\n  ]`],
  ])('into a list %j', async (before, after) => {
    const text = (list: string): string => `[server.auth]\ntokens = ${list}\n\n[metrics]\nenabled = true\n`;
    expect(await added('config.toml', text(before))).toBe(text(after));
  });

  it.each(['server = { auth = { } }\n', '[server]\nauth = { allow_unauthenticated = false }\n'])(
    'unless it is written in a way that cannot be edited: %j',
    async (text) => {
      await expect(added('config.toml', text)).rejects.toMatchObject({
        code: 'PROVISR_CONFIG_INVALID',
        hint: expect.stringContaining('[[server.auth.tokens]]'),
      });
      expect(readFileSync(join(scratch.path, 'config.toml'), 'utf8')).toBe(text);
    },
  );
});

describe('a token goes out of TOML', () => {
  it.each([
    ['the only one', `[server]\n\n${old('a')}\n`, 'a', '[server]\n'],
    ['the first', `# all\n${old('a')}\n# his\nextra = 1\n\n# hers\n${old('b')}\n`, 'a', `# all\n\n# hers\n${old('b')}\n`],
    ['one in the middle', `${old('a')}\n\n${old('b')}\n\n${old('c')}\n\n[metrics]\n`, 'b', `${old('a')}\n\n${old('c')}\n\n[metrics]\n`],
    ['the only one of a list', `[server.auth]\ntokens = [${inline('a')}]\n`, 'a', '[server.auth]\ntokens = []\n'],
    ['the last of a list', `[server.auth]\ntokens = [${inline('a')}, ${inline('b')}]\n`, 'b', `[server.auth]\ntokens = [${inline('a')}]\n`],
    [
      'the first of a list',
      `[server.auth]\ntokens = [${inline('a')}, ${inline('b')}]\n`,
      'a',
      `[server.auth]\ntokens = [${inline('b')}]\n`,
    ],
    [
      'a line of a list',
      `[server.auth]\ntokens = [\n  ${inline('a')}, # a\n  # b\n  ${inline('b')} # b too\n]\n`,
      'a',
      `[server.auth]\ntokens = [\n  # b\n  ${inline('b')} # b too\n]\n`,
    ],
    [
      'the last line of a list',
      `[server.auth]\ntokens = [\n  ${inline('a')}, # a\n  ${inline('b')}\n]\n`,
      'b',
      `[server.auth]\ntokens = [\n  ${inline('a')}, # a\n]\n`,
    ],
  ])('%s', async (_which, before, name, after) => {
    const text = before.replace('# his\nextra = 1\n', '');
    expect(await removed('config.toml', text, name)).toBe(after);
  });
});

describe('a token in YAML', () => {
  const item = (name: string, role = 'viewer'): string => `- name: ${name}\n        role: ${role}\n        hash: ${hash}`;

  it('goes in and out with comments and order kept', async () => {
    const before = `# mine\nserver:\n  listen: ":1" # all\n  auth:\n    tokens:\n      # his\n      ${item('a')}\n# programs\nprocesses: []\n`;
    const after = await added('config.yaml', before);
    expect(after).toBe(before.replace(item('a'), `${item('a')}\n      ${item('new')}`));
    expect(await removed('config.yaml', after, 'new')).toBe(before);
  });

  it.each([
    '',
    '# only\n',
    'server:\n',
    'server:\n  auth:\n',
    'server:\n  auth:\n    tokens: []\n',
    'server: {}\n',
    'processes:\n- type: process\n',
  ])('goes into %j', async (text) => {
    const after = await added('config.yml', text);
    for (const line of text.split('\n').filter((each) => each.startsWith('#') || each.startsWith('-'))) expect(after).toContain(line);
    expect(await new TokenFile(join(scratch.path, 'config.yml')).list()).toEqual([entry('new')]);
  });

  it.each([
    ['  ', '  '],
    ['  ', '    '],
    ['    ', '        '],
  ])('keeps the indentation of its author (%j, lists %j)', async (indent, listIndent) => {
    const text = `server:\n${indent}listen: ":1"\n${indent}env:\n${listIndent}- a\n${listIndent}- b\n`;
    expect(await added('config.yaml', text)).toContain(
      `${text}${indent}auth:\n${indent.repeat(2)}tokens:\n${indent}${listIndent}- name: new\n`,
    );
  });
});

describe('a token in JSON', () => {
  it.each(['{}\n', '{\n\t"server": {\n\t\t"listen": ":1"\n\t}\n}', '{"server":{"auth":{"tokens":[]}}}'])('goes into %j', async (text) => {
    const after = await added('config.json', text);
    expect(after.endsWith('\n')).toBe(text.endsWith('\n'));
    expect(after.includes('\n\t\t"listen"')).toBe(text.includes('\t'));
    expect(await new TokenFile(join(scratch.path, 'config.json')).list()).toEqual([entry('new')]);
  });
});

describe('the file', () => {
  it('is replaced in one step, keeps its mode, and a link stays a link', async () => {
    scratch.write('real/config.toml', '');
    chmodSync(join(scratch.path, 'real/config.toml'), 0o640);
    symlinkSync('real/config.toml', join(scratch.path, 'config.toml'));
    await new TokenFile(join(scratch.path, 'config.toml')).add(() => entry('new'));
    expect(lstatSync(join(scratch.path, 'config.toml')).isSymbolicLink()).toBe(true);
    expect(statSync(join(scratch.path, 'real/config.toml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(scratch.path, 'real'))).toEqual(['config.toml']);
  });

  it('takes every token of those who write at the same time', async () => {
    const path = scratch.write('config.toml', '[server]\n');
    await Promise.all(Array.from({ length: 12 }, (_, at) => new TokenFile(path).add(() => entry(`t${at}`))));
    expect(await new TokenFile(path).list()).toHaveLength(12);
  });

  it('does not wait for an editor that was killed', async () => {
    const path = scratch.write('config.toml', '');
    writeFileSync(join(scratch.path, '.config.toml.edit'), 'half');
    utimesSync(join(scratch.path, '.config.toml.edit'), new Date(0), new Date(0));
    await new TokenFile(path).add(() => entry('new'));
    expect(await new TokenFile(path).list()).toHaveLength(1);
  });

  it('is left alone when nothing can be done', async () => {
    const path = scratch.write('config.toml', `${old('a')}\n`);
    const file = new TokenFile(path);
    await expect(file.add(() => entry('a'))).rejects.toMatchObject({ code: 'PROVISR_TOKEN_EXISTS' });
    await expect(file.remove('b')).rejects.toMatchObject({ code: 'PROVISR_TOKEN_NOT_FOUND', hint: 'there are: a' });
    expect(readdirSync(scratch.path)).toEqual(['config.toml']);
    await expect(new TokenFile(join(scratch.path, 'none.toml')).list()).rejects.toMatchObject({ code: 'PROVISR_CONFIG_NOT_FOUND' });
    scratch.write('bad.toml', 'a = ');
    await expect(new TokenFile(join(scratch.path, 'bad.toml')).list()).rejects.toThrow(/bad.toml:1:/);
  });
});

describe('whatever the TOML around it', () => {
  const line = fc.constantFrom(
    '',
    '# comment',
    'a = 1',
    's = """\n# not a comment\n[not.a.header]\n"""',
    "l = '''\n]]\n'''",
    'd = 2027-01-31',
    'i = { x = [1, 2], y = "}" }',
  );
  const section = fc.tuple(
    fc.constantFrom('[server]', '[server.auth]', '[server.tls]', '[[processes]]', '[log]'),
    fc.array(line, { maxLength: 4 }),
    fc.boolean(),
  );

  it('nothing else changes, and what went in comes out again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(section, { selector: ([header]) => header, maxLength: 5 }),
        fc.integer({ min: 0, max: 2 }),
        async (sections, before) => {
          const tokens = Array.from({ length: before }, (_, at) => old(`t${at}`)).join('\n');
          const unique = sections.map(([header, lines, blank]) =>
            [header, ...new Map(lines.map((text) => [text.split(' ')[0], text])).values(), ...(blank ? [''] : [])].join('\n'),
          );
          const text = [tokens, ...unique].join('\n');
          const after = await added('config.toml', text);
          for (const kept of text.split('\n').filter((each) => each.trim() !== '')) expect(after).toContain(kept);
          expect((await new TokenFile(join(scratch.path, 'config.toml')).list()).map(({ name }) => name)).toContain('new');
          const back = await removed('config.toml', after, 'new');
          expect(back.replaceAll(/\s+/g, '\n').trim()).toBe(text.replaceAll(/\s+/g, '\n').trim());
        },
      ),
      { numRuns: 60 },
    );
  });
});
