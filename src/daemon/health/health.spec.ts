import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, newToken } from '../auth/token-hash.js';
import { type Answer, TestDaemon } from '../fixtures/test-daemon.js';

const tokens = { viewer: newToken(), operator: newToken(), admin: newToken() };
const GOOD = 'type = "process"\n[spec]\nname = "good"\ncommand = "sleep 1000"\n';
const CONFIG = `
programs_directory = "programs"
[server]
listen = "127.0.0.1:0"
${Object.entries(tokens)
  .map(([role, token]) => `[[server.auth.tokens]]\nname = "${role}"\nhash = "${hashToken(token)}"\nrole = "${role}"\n`)
  .join('')}
[[processes]]
[processes.spec]
name = "web"
command = "sleep 1000"
instances = 2
required = true

[[processes]]
[processes.spec]
name = "crash"
command = "false"
auto_restart = true
restart_interval = "1h"
`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await TestDaemon.start(CONFIG, { 'programs/good.toml': GOOD });
  await daemon.daemon.booted;
});
afterAll(() => daemon.close());

const as = (token: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${token}` } });
const ready = (token = tokens.operator): Promise<Answer> => daemon.get('/health/ready', as(token));

describe('readiness', () => {
  it('needs the required processes, and does not mind the others', async () => {
    expect(await ready()).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        error: {},
        info: {
          daemon: { status: 'up', phase: 'ready' },
          config: { status: 'up' },
          listeners: { status: 'up' },
          processes: { status: 'up' },
        },
      },
    });
    await daemon.post('/api/stop?name=web-2', as(tokens.operator));
    expect(await ready()).toMatchObject({
      status: 503,
      body: { status: 'error', error: { processes: { status: 'down', missing: [{ name: 'web-2', state: 'stopped' }] } } },
    });
    await daemon.post('/api/start?name=web-2', as(tokens.operator));
    expect((await ready()).status).toBe(200);
  });

  it('tells details to operators only: not to others, who say nothing, guess, or ask for another host', async () => {
    await daemon.post('/api/stop?name=web-1', as(tokens.operator));
    const others = [
      await daemon.get('/health/ready'),
      await ready(tokens.viewer),
      await ready('guessed'),
      await daemon.get('/health/ready', { headers: { ...as(tokens.operator).headers, origin: 'http://elsewhere.example' } }),
    ];
    for (const { status, body } of others) {
      expect(status).toBe(503);
      expect(body).toMatchObject({ status: 'error', error: { processes: { status: 'down' } } });
      expect(JSON.stringify(body)).not.toMatch(/web|phase/);
    }
    await daemon.post('/api/start?name=web-1', as(tokens.operator));
  });

  it('is lost with a reload that is refused, until one is good; files that are left out degrade it', async () => {
    const file = join(daemon.directory, 'config.toml');
    const program = join(daemon.directory, 'programs', 'good.toml');
    const reload = async (): Promise<number> => (await daemon.post('/api/reload', as(tokens.admin))).status;
    await writeFile(file, '[sever]\n');
    expect(await reload()).toBe(422);
    expect(await ready()).toMatchObject({
      status: 503,
      body: { error: { config: { status: 'down', problems: ['PROVISR_CONFIG_INVALID'] } } },
    });
    await writeFile(file, CONFIG);
    await writeFile(program, GOOD.replace('command', 'comand'));
    expect(await reload()).toBe(200);
    expect(await ready()).toMatchObject({
      status: 200,
      body: { status: 'degraded', info: { config: { status: 'degraded', skipped: [program] } } },
    });
    await writeFile(program, GOOD);
    expect(await reload()).toBe(200);
    expect((await ready()).body).toMatchObject({ status: 'ok' });
  });
});
