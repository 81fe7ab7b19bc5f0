import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkArrows } from './check.mjs';
import { unreadModules } from './unread-modules.mjs';

const ROOT = join(import.meta.dirname, '..', '..');

// A tree in which every arrow points the right way; the tests bend one or several.
const STRAIGHT = {
  'libs/core/src/index.ts': `export * from './errors.js';`,
  'libs/core/src/errors.ts': `import { inspect } from 'node:util';\nexport const code = inspect(1);`,
  'libs/contract/src/index.ts': `import 'class-validator';\nexport { code } from '#core';\nexport interface Wire { a: string }`,
  'libs/contract/src/routes.ts': `export const routes = ['/status'];`,
  'libs/client/src/index.ts': `import type { Wire } from '#contract';\nimport { routes } from '#contract/routes';\nexport const get = (w: Wire) => [w, routes];`,
  'src/daemon/manager/manager.module.ts': `import '@nestjs/common';\nimport './manager.service.js';\nexport const manager = 1;`,
  'src/daemon/manager/manager.service.ts': `import { code } from '#core';\nexport const service = code;`,
  'src/daemon/api/api.module.ts': `export { manager } from '../manager/manager.module.js';`,
  'src/cli/bin.ts': `import { get } from '#client';\nexport const main = async () => [get, await import('../daemon/api/api.module.js')];`,
};

// The rule that must speak, the file that is bent, its new content.
const WRONG: readonly (readonly [string, string, string])[] = [
  ['core-imports-only-its-own', 'libs/core/src/errors.ts', `import '@nestjs/common';`],
  ['core-imports-only-its-own', 'libs/core/src/errors.ts', `import { routes } from '#contract/routes';\nexport const code = routes;`],
  ['core-loads-no-framework', 'libs/core/src/errors.ts', `import '@nestjs/common';`],
  ['contract-imports-only-its-own', 'libs/contract/src/index.ts', `import 'fastify';`],
  ['client-takes-types', 'libs/client/src/index.ts', `import '#contract';`],
  ['client-loads-no-validators', 'libs/client/src/index.ts', `import '#contract';`],
  ['client-takes-types', 'libs/client/src/index.ts', `import '#core';`],
  ['client-imports-only-its-own', 'libs/client/src/index.ts', `import 'fastify';`],
  ['libs-do-not-know-src', 'libs/client/src/index.ts', `import '../../../src/cli/bin.js';`],
  ['validators-live-in-the-contract', 'src/daemon/api/api.module.ts', `import 'class-validator';`],
  ['rings-meet-at-their-doors', 'src/daemon/api/api.module.ts', `import '../../../libs/core/src/errors.js';`],
  ['daemon-rooms-meet-at-their-doors', 'src/daemon/api/api.module.ts', `import '../manager/manager.service.js';`],
  ['daemon-does-not-know-its-callers', 'src/daemon/manager/manager.service.ts', `import '../../cli/bin.js';`],
  ['api-has-no-hands', 'src/daemon/api/api.module.ts', `import 'node:fs';`],
  ['cli-loads-the-daemon-on-demand', 'src/cli/bin.ts', `import '../daemon/api/api.module.js';`],
  ['cli-never-reaches-the-daemon', 'src/cli/bin.ts', `import '../daemon/api/api.module.js';`],
  ['a-command-starts-without-nest', 'src/cli/bin.ts', `import '@nestjs/common';`],
  ['examples-use-the-public-name', 'examples/one/main.ts', `import '../../libs/core/src/index.js';`],
  ['no-circular', 'libs/core/src/errors.ts', `import { code as again } from './index.js';\nexport const code: unknown = again;`],
  ['no-orphans', 'src/daemon/api/forgotten.ts', `export const nobody = 1;`],
  ['all-imports-resolve', 'libs/core/src/errors.ts', `import './misspelt.js';`],
  ['what-ships-is-a-dependency', 'src/daemon/api/api.module.ts', `import 'fast-check';`],
  ['nothing-ships-the-tools', 'src/daemon/api/api.module.ts', `import '../../../tools/emit-schemas.js';`],
];

describe('arrows', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'provisr-arrows-')));
    await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    await write({ ...STRAIGHT, 'tools/emit-schemas.ts': `export const emit = 1;` });
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('lets a tree pass in which every arrow points the right way', async () => {
    const { ok, report } = await checkArrows(folder);
    expect(report).toContain('no dependency violations found');
    expect(ok).toBe(true);
  });

  it.each(WRONG)('refuses by %s: %s', async (rule, file, content) => {
    await write({ [file]: content });
    const { ok, report } = await checkArrows(folder);
    expect(report).toMatch(new RegExp(`error ${rule}: .*${file.replaceAll('.', '[.]')}`));
    expect(ok).toBe(false);
  });

  it('notices modules that were not read', () => {
    const seen = new Set(Object.keys(STRAIGHT));
    expect(unreadModules(folder, ['libs', 'src'], seen)).toEqual([]);
    seen.delete('src/cli/bin.ts');
    expect(unreadModules(folder, ['libs', 'src'], seen)).toEqual(['src/cli/bin.ts']);
  });

  async function write(files: Record<string, string>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${content}\n`);
    }
  }
});
