import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/index.js';
import { TestDaemon } from '../fixtures/test-daemon.js';
import { pluginFormats } from './load-plugins.js';

/** Lines of `a.b = value`; the decorator is applied by hand. */
const PLUGIN = `
class Lines {
  parse(text) {
    const data = {};
    const places = new Map();
    text.split('\\n').forEach((line, index) => {
      if (line.trim() === '') return;
      const at = line.indexOf(' = ');
      if (at < 0) throw Object.assign(new Error('no " = " here'), { line: index + 1, column: 1 });
      const path = line.slice(0, at).split('.');
      const table = path.slice(0, -1).reduce((inner, key) => (inner[key] ??= {}), data);
      table[path.at(-1)] = line.slice(at + 3);
      places.set(path.join('.'), { line: index + 1, column: 1 });
    });
    return { data, locate: (path) => places.get(path.join('.')) ?? null };
  }
}
Reflect.defineMetadata(Symbol.for('provisr.config-format.v1'), { name: 'lines', extensions: ['.lines'] }, Lines);
export default { name: 'lines', apiVersion: 1, module: { providers: [Lines] } };
`;
const CONFIG = `plugins = ["./lines.mjs"]
[server]
listen = "127.0.0.1:0"
[[groups]]
name = "all"
members = ["web"]
`;
const WEB = 'spec.name = web\nspec.command = sleep 1000\n';

describe('config formats of plugins', () => {
  let daemon: TestDaemon;
  const file = (name = 'programs/web.lines'): string => join(daemon.directory, name);
  const names = async (): Promise<string[]> => ((await daemon.get('/api/processes')).body as { name: string }[]).map(({ name }) => name);
  beforeAll(async () => {
    daemon = await TestDaemon.start(CONFIG, { 'lines.mjs': PLUGIN, 'programs/web.lines': WEB, 'programs/README.md': '# Not ours' });
    await daemon.daemon.booted;
  });
  afterAll(() => daemon.close());

  it('read files of the programs directory, and leave alone what nobody reads', async () => {
    expect(await names()).toEqual(['web']);
    expect((await daemon.get('/api/plugins')).body).toMatchObject([{ name: 'lines', kinds: ['config-format'], status: 'ok' }]);
  });

  it('are used by a reload, where a file with a mistake is told of with its place and what runs of it is kept', async () => {
    writeFileSync(file('programs/db.lines'), WEB.replace('web', 'db'));
    writeFileSync(file(), `${WEB}spec.priorty = 7\n`);
    const { body } = await daemon.post('/api/reload');
    expect((body as { warnings: string[] }).warnings.join('\n')).toMatch(
      /web\.lines:3:1: unknown key "priorty" \(did you mean "priority"\?\)/,
    );
    expect(await names()).toEqual(['db', 'web']);
    writeFileSync(file(), 'nothing\n');
    expect(((await daemon.post('/api/reload')).body as { warnings: string[] }).warnings.join('\n')).toMatch(
      /web\.lines:1:1: not valid lines: no " = " here/,
    );
    writeFileSync(file(), WEB);
    // What is said of plugins takes effect with the next start.
    writeFileSync(file('config.toml'), CONFIG.replace('"./lines.mjs"', ''));
    expect(await daemon.post('/api/reload')).toMatchObject({ status: 200, body: { ok: true, unchanged: ['db', 'web'] } });
    writeFileSync(file('config.toml'), CONFIG);
  });

  it('are never written: an update is refused, and the file stays as it is', async () => {
    const answer = await daemon.post('/api/update', { json: { name: 'web', command: 'sleep 1001' } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'PROVISR_PROCESS_CONFLICT' } });
    expect(answer.text).toContain('web.lines is in a format that can only be read');
    expect((await daemon.get('/api/processes/web/spec')).body).toMatchObject({ command: 'sleep 1000' });
  });

  it('are not for the main file, which names the plugins', async () => {
    writeFileSync(file('main.lines'), 'plugins = x\n');
    await expect(loadConfig(file('main.lines'), { formats: pluginFormats })).rejects.toThrow('must end in .toml, .yaml, .yml, .json');
  });

  it('load no plugin where no file needs one', async () => {
    rmSync(join(daemon.directory, 'programs'), { recursive: true });
    let asked = 0;
    const load = (): Promise<unknown> =>
      loadConfig(file('config.toml'), { formats: (named) => ((asked += 1), pluginFormats(named)) }).catch(() => null);
    await load();
    expect(asked).toBe(0);
  });

  it('are told of as missing where the plugin was skipped', async () => {
    const main = file('other.toml');
    writeFileSync(main, 'plugins = [{ use = "./absent.mjs", required = false }]\nprograms_directory = "others"\n');
    mkdirSync(file('others'));
    writeFileSync(file('others/web.lines'), WEB);
    const { warnings, programs } = await loadConfig(main, { formats: pluginFormats });
    expect(programs).toEqual([]);
    expect(warnings.map(({ message }) => message).join('\n')).toMatch(/others\/web\.lines is not read: no format knows it/);
  });
});
