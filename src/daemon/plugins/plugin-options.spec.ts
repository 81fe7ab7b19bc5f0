import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigProblem } from '#contract';
import { isProvisrError, type ProvisrError } from '#core';
import { type ScratchDirectory, scratchDirectory } from '#testing';
import { loadConfig } from '../config/index.js';
import { loadPlugins } from './load-plugins.js';

const PACKAGE = dirname(createRequire(import.meta.url).resolve('class-validator/package.json'));

/** Decorators are applied by hand. What it is given it keeps as a provider. */
const PLUGIN = `
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
class Tls { ca; }
IsOptional()(Tls.prototype, 'ca'); IsString()(Tls.prototype, 'ca');
class Options { port = 80; own = 1; level; tls = new Tls(); }
IsInt()(Options.prototype, 'port'); Min(1)(Options.prototype, 'port'); Max(65535)(Options.prototype, 'port');
IsOptional()(Options.prototype, 'level'); IsIn(['low', 'high'])(Options.prototype, 'level');
ValidateNested()(Options.prototype, 'tls');
export default { name: 'p', apiVersion: 1, options: Options, module: (options) => ({ providers: [{ provide: 'options', useValue: options }] }) };
`;

describe('the options class of a plugin', () => {
  let directory: ScratchDirectory;
  beforeEach(() => {
    directory = scratchDirectory('plugin-options');
    directory.write('p.mjs', PLUGIN);
  });
  afterEach(() => directory.remove());

  /** What the plugin is given, or why it is refused. */
  async function given(options: string): Promise<unknown> {
    const file = directory.write('config.toml', `[[plugins]]\nuse = "./p.mjs"\n[plugins.options]\n${options}\n`);
    try {
      const [plugin] = (await loadPlugins(await loadConfig(file))).loaded;
      return (plugin?.module.providers?.[0] as { useValue: unknown } | undefined)?.useValue;
    } catch (error) {
      if (isProvisrError(error)) return error;
      throw error;
    }
  }
  const problems = async (options: string): Promise<string[]> => {
    const { code, details } = (await given(options)) as ProvisrError;
    expect(code).toBe('PROVISR_PLUGIN_OPTIONS_INVALID');
    return ((details?.['errors'] ?? []) as ConfigProblem[]).map(
      ({ line, column, pointer, message, suggestion }) =>
        `${line}:${column} ${pointer}: ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
    );
  };
  /** A copy of class-validator beside the plugin, as npm would have put it there; its dependencies as they lie here. */
  const installCopy = (): string => {
    const copy = join(directory.path, 'node_modules/class-validator');
    mkdirSync(copy, { recursive: true });
    cpSync(join(PACKAGE, 'package.json'), join(copy, 'package.json'));
    cpSync(join(PACKAGE, 'cjs'), join(copy, 'cjs'), { recursive: true });
    for (const dependency of ['validator', 'libphonenumber-js'])
      symlinkSync(join(dirname(PACKAGE), dependency), join(directory.path, 'node_modules', dependency));
    return copy;
  };

  it.each(['of the daemon', 'of its own'])(
    'checks them by a copy of class-validator %s, and tells each problem with its place',
    async (whose) => {
      if (whose === 'of its own') installCopy();
      expect(await given('level = "high"\ntls = { ca = "x.pem" }')).toEqual({ port: 80, own: 1, level: 'high', tls: { ca: 'x.pem' } });
      expect(await given('')).toEqual({ port: 80, own: 1, level: undefined, tls: { ca: undefined } });
      expect(await problems('port = 0\nlevl = "low"\n  [plugins.options.tls]\n  ca = 7\n  key = "x"')).toEqual([
        '4:1 /port: must not be less than 1',
        '5:1 /levl: unknown key "levl" (did you mean "level"?)',
        '7:3 /tls/ca: must be a string',
        '8:3 /tls/key: unknown key "key" (known keys: ca)',
      ]);
      expect(await problems('own = 2')).toEqual(['4:1 /own: unknown key "own" (known keys: port, level, tls)']);
      expect(await problems('tls = 3')).toEqual([expect.stringMatching(/^4:1 \/tls: nested property tls must be/)]);
    },
  );

  it('that bears decorators of a copy that keeps them to itself is refused with what to do', async () => {
    const storage = join(installCopy(), 'cjs/metadata/MetadataStorage.js');
    const shared = 'classValidatorMetadataStorage';
    const code = readFileSync(storage, 'utf8');
    expect(code).toContain(shared);
    writeFileSync(storage, code.replaceAll(shared, `${shared}OfOldCopies`));
    expect(await given('port = 7')).toMatchObject({
      code: 'PROVISR_PLUGIN_INVALID',
      message: 'plugin "p": the class Options of its options bears no decorators of class-validator that this daemon can see',
      hint: expect.stringContaining('0.12') as string,
    });
    expect(await given('')).toMatchObject({ port: 80 });
  });

  it('may be a function that answers with them; one that answers with nothing is refused', async () => {
    directory.write('p.mjs', PLUGIN.replace('options: Options', 'options: ({ port }) => ({ port: port * 2 })'));
    expect(await given('port = 7')).toEqual({ port: 14 });
  });

  it('is no function that answers with nothing', async () => {
    directory.write('p.mjs', PLUGIN.replace('options: Options', 'options: function () {}'));
    expect(await given('port = 7')).toMatchObject({
      code: 'PROVISR_PLUGIN_INVALID',
      message: 'plugin "p": "options" answered with no options',
    });
  });
});
