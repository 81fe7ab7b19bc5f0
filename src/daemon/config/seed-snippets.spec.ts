import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSpec } from '#contract';
import type { DaemonConfig } from './daemon-config.js';
import { loadConfig } from './load-config.js';

const FIXTURE = new URL('../../../test/fixtures/seed-configuration.md', import.meta.url);
const snippets = new Map(
  [...(await readFile(FIXTURE, 'utf8')).matchAll(/^## (.+)\n\n```(\w+)\n([^]*?)^```$/gm)].map(([, title = '', , text = '']) => [
    title,
    text,
  ]),
);

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-snippet-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function snippet(title: string): string {
  const text = snippets.get(title);
  if (text === undefined) throw new Error(`no snippet "${title}"; there are ${[...snippets.keys()].join(' | ')}`);
  return text;
}

async function load(files: Readonly<Record<string, string>>): Promise<DaemonConfig> {
  await mkdir(join(directory, 'programs'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return loadConfig(join(directory, 'config.toml'));
}

const api = '[[processes]]\n[processes.spec]\nname = "api"\ncommand = "sleep 1"\n';

describe('the snippets of the first README load unchanged', () => {
  it('finds them all', () => {
    expect([...snippets.keys()]).toHaveLength(8);
  });

  it('server', async () => {
    const config = await load({
      'config.toml': snippet('Starting the HTTP API server (CLI): Example TOML snippet (also present in config/config.toml)'),
    });
    expect(config.server).toMatchObject({ enabled: true, listen: { host: null, port: 8080 }, basePath: '/api' });
  });

  it('inline process', async () => {
    const config = await load({ 'config.toml': snippet('Configuration model (unified): Example inline (TOML)') });
    expect(config.programs[0]).toMatchObject({
      origin: 'config',
      spec: { name: 'web', argv: ['sh', '-c', 'while true; do echo web; sleep 2; done'], priority: 10 },
    });
  });

  it('programs file', async () => {
    const config = await load({
      'config.toml': '',
      'programs/web.toml': snippet('Configuration model (unified): Example programs file (programs/web.toml) with the same schema'),
    });
    expect(config.programs[0]).toMatchObject({
      origin: 'registered',
      spec: { name: 'web', argv: ['sh', '-c', 'while true; do echo web; sleep 2; done'], priority: 10 },
    });
  });

  it('groups', async () => {
    const inline = snippet('Configuration model (unified): Example inline (TOML)');
    const config = await load({ 'config.toml': inline + api + snippet('Configuration model (unified): Groups reference program names') });
    expect(config.groups).toEqual([{ name: 'webstack', members: ['web', 'api'] }]);
  });

  it('TLS option 1: generated certificates', async () => {
    const config = await load({ 'config.toml': snippet('Option 1: Auto-generated Self-signed Certificates (Development)') });
    expect(config.server).toMatchObject({
      listen: { host: null, port: 8443 },
      tls: {
        dir: join(directory, 'tls'),
        autoGenerate: true,
        autoGen: {
          commonName: 'localhost',
          dnsNames: ['localhost', '127.0.0.1', 'provisr.local'],
          ipAddresses: ['127.0.0.1'],
          validDays: 365,
        },
      },
    });
  });

  it('TLS option 2: certificate files', async () => {
    const config = await load({ 'config.toml': snippet('Option 2: Manual Certificate Files (Production)') });
    expect(config.server.tls).toMatchObject({ certFile: '/etc/ssl/certs/provisr.crt', keyFile: '/etc/ssl/private/provisr.key' });
  });

  it('TLS option 3: directory', async () => {
    const config = await load({ 'config.toml': snippet('Option 3: Directory-based Certificates') });
    expect(config.server.tls).toMatchObject({ dir: '/etc/provisr/tls', autoGenerate: false, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
  });

  it('JSON for register-file', async () => {
    const { apiContext } = await load({ 'config.toml': '' });
    const { spec, warnings } = readSpec(JSON.parse(snippet('register-file: JSON format example')), apiContext);
    expect(warnings).toEqual([]);
    expect(spec).toMatchObject({
      name: 'web-server',
      argv: ['python', 'app.py'],
      workDir: '/app',
      autoRestart: 'always',
      log: { stdoutPath: '/var/log/web-server.stdout.log', stderrPath: '/var/log/web-server.stderr.log' },
    });
  });
});
