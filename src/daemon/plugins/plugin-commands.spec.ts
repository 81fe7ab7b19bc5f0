import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPlugins } from './load-plugins.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provisr-plugin-commands-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Loads plugins, each with one command, as the daemon does. */
function load(...commands: readonly string[]) {
  const plugins = commands.map((command, at) => {
    // A module is loaded once, so each has a file of its own.
    const use = `./${commands.join('-')}-${at}.mjs`;
    const record = `{ name: 'p${at}', apiVersion: 1, module: {}, commands: [{ name: '${command}', summary: 's', run() {} }] }`;
    writeFileSync(join(directory, use), `export default ${record};`);
    return { use, options: {}, required: true, places: {} };
  });
  return loadPlugins({ plugins, file: join(directory, 'config.toml'), directory });
}

it('a daemon tells of commands, and refuses those that are taken', async () => {
  expect((await load('backup', 'restore')).statuses().map(({ kinds }) => kinds)).toEqual([['command'], ['command']]);
  await expect(load('status')).rejects.toMatchObject({
    code: 'PROVISR_PLUGIN_CONFLICT',
    message: expect.stringContaining('"status", which provisr has') as string,
  });
  await expect(load('a', 'a')).rejects.toMatchObject({
    code: 'PROVISR_PLUGIN_CONFLICT',
    message: expect.stringContaining('"p0" and "p1" both') as string,
  });
  await expect(load('A')).rejects.toMatchObject({ code: 'PROVISR_PLUGIN_INVALID' });
});
