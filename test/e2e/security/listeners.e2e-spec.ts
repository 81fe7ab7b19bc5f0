import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CliResult, httpRequest, listeningSockets, runCli, type ServedConfig, serveConfig } from '#testing';
import { newToken } from './tokens.js';

let served: ServedConfig | undefined;

afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function serve(toml: string): Promise<ServedConfig> {
  served = await serveConfig(toml);
  return served;
}

const addresses = ({ daemon }: ServedConfig): string[] => listeningSockets(daemon.pid).map(({ address }) => address);
const warnings = ({ daemon }: ServedConfig): string[] =>
  daemon
    .output()
    .split('\n')
    .filter((text) => /"level":"warn"/.test(text));

describe('where the API listens', () => {
  it.each([':0', '0.0.0.0:0', '[::]:0'])('listen = "%s" without authentication binds loopback only, with one warning', async (listen) => {
    const daemon = await serve(`[server]\nlisten = "${listen}"\n`);
    expect(addresses(daemon)).toEqual(['127.0.0.1']);
    expect(warnings(daemon)).toHaveLength(1);
    expect(warnings(daemon)[0]).toMatch(/127\.0\.0\.1:0 only.*\[server\.auth\].*allow_unauthenticated/);
    expect((await daemon.get('/status')).status).toBe(200);
  });

  it('an [server.auth] without any token or client is no authentication', async () => {
    const daemon = await serve('[server]\nlisten = ":0"\n[server.auth]\ntokens = []\n');
    expect(addresses(daemon)).toEqual(['127.0.0.1']);
    expect(warnings(daemon).join('\n')).toContain('names no token');
  });

  it('allow_unauthenticated binds what was asked for, and warns', async () => {
    const daemon = await serve('[server]\nlisten = "0.0.0.0:0"\n[server.auth]\nallow_unauthenticated = true\n');
    expect(addresses(daemon)).toEqual(['0.0.0.0']);
    expect(warnings(daemon)).toHaveLength(1);
    expect(warnings(daemon)[0]).toContain('allow_unauthenticated');
  });

  it('with a token it binds what was asked for, without a warning', async () => {
    const daemon = await serve(`[server]\nlisten = "0.0.0.0:0"\n${newToken('ci', 'viewer').toml}`);
    expect(addresses(daemon)).toEqual(['0.0.0.0']);
    expect(warnings(daemon)).toEqual([]);
  });

  it('metrics.listen is held back in the same way', async () => {
    const daemon = await serve('[server]\nlisten = "127.0.0.1:0"\n[metrics]\nlisten = ":0"\n');
    expect(addresses(daemon)).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  it('enabled = false opens nothing', async () => {
    const daemon = await serve('[server]\nenabled = false\nlisten = "127.0.0.1:0"\n');
    expect(addresses(daemon)).toEqual([]);
  });
});

describe('the unix socket', () => {
  const over = (path: string, daemon: ServedConfig): ReturnType<typeof httpRequest> =>
    httpRequest(`http://localhost${path}`, { socketPath: join(daemon.scratch.path, 'api.sock') });

  it('is for its owner only: mode 0600, whatever the umask', async () => {
    const daemon = await serve('[server]\nlisten = "127.0.0.1:0"\nsocket = "api.sock"\n');
    const file = statSync(join(daemon.scratch.path, 'api.sock'));
    expect(file.isSocket()).toBe(true);
    expect(file.mode & 0o777).toBe(0o600);
    expect((await over('/api/status', daemon)).text).toBe('{"ok":true}');
  });

  it('needs no token: the permissions of the file are the check', async () => {
    const daemon = await serve(`[server]\nlisten = "127.0.0.1:0"\nsocket = "api.sock"\n${newToken('ci', 'viewer').toml}`);
    expect((await daemon.get('/status')).status).toBe(401);
    expect((await over('/api/processes', daemon)).text).toBe('[]');
  });

  it('alone (listen = "none") leaves no TCP port open', async () => {
    const daemon = await serve('[server]\nlisten = "none"\nsocket = "api.sock"\n');
    expect(addresses(daemon)).toEqual([]);
    expect((await over('/api/status', daemon)).text).toBe('{"ok":true}');
  });

  it('takes the place of a leftover of a killed daemon', async () => {
    const toml = '[server]\nlisten = "none"\nsocket = "api.sock"\n';
    const daemon = await serve(toml);
    await daemon.daemon.kill();
    const cli = (): Promise<CliResult> => runCli(['status', '--config', daemon.configFile], { cwd: daemon.scratch.path });
    expect((await cli()).code).toBe(3);
    const { startDaemon } = await import('#testing');
    const next = await startDaemon({ configFile: daemon.configFile });
    try {
      expect((await cli()).code).toBe(0);
    } finally {
      await next.stop();
    }
  });
});
