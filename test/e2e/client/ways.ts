import { spawn, spawnSync } from 'node:child_process';
import { type ClientOptions, createClient, type ProvisrError } from '#client';
import { runCli } from '#testing';

/** How to reach a daemon, and as whom. Paths of PEM files. */
export interface Approach extends Pick<ClientOptions, 'baseUrl' | 'socketPath' | 'token'> {
  readonly caCert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/** What became of a request that reads. */
export type Outcome = 'ok' | 'unauthorised' | 'forbidden' | 'no connection' | `unknown: ${string}`;

/** A program or library that talks to a daemon. */
export type Way = (approach: Approach) => Promise<Outcome>;

const OUTCOME_OF_CODE: Readonly<Record<string, Outcome>> = {
  PROVISR_AUTH_REQUIRED: 'unauthorised',
  PROVISR_AUTH_FORBIDDEN: 'forbidden',
  PROVISR_DAEMON_UNREACHABLE: 'no connection',
};

export const hasCurl = spawnSync('curl', ['--version']).status === 0;

async function viaClient({ caCert, clientCert, clientKey, ...options }: Approach): Promise<Outcome> {
  const tls = present({ caCert, clientCert, clientKey });
  try {
    await createClient({ ...options, tls }).processes.list();
    return 'ok';
  } catch (error) {
    const { code } = error as ProvisrError;
    return OUTCOME_OF_CODE[code] ?? `unknown: ${code}`;
  }
}

async function viaCli({ baseUrl, socketPath, token, caCert, clientCert, clientKey }: Approach): Promise<Outcome> {
  const flags = {
    'api-url': socketPath === undefined ? baseUrl : `unix:${socketPath}`,
    token,
    'ca-cert': caCert,
    'client-cert': clientCert,
    'client-key': clientKey,
  };
  const { code, stderr } = await runCli(['status', '--verbose', ...flagsOf(flags)]);
  if (code === 0) return 'ok';
  const said = Object.keys(OUTCOME_OF_CODE).find((each) => stderr.includes(each));
  return OUTCOME_OF_CODE[said ?? ''] ?? `unknown: ${code} ${stderr}`;
}

/** @param uid the user it runs as; only root may choose */
export async function viaCurl({ baseUrl, socketPath, token, caCert, clientCert, clientKey }: Approach, uid?: number): Promise<Outcome> {
  const flags = flagsOf({ 'unix-socket': socketPath, cacert: caCert, cert: clientCert, key: clientKey });
  const header = token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`];
  const url = `${baseUrl ?? 'http://localhost/api'}/processes`;
  const { code, output } = await run(
    'curl',
    ['--silent', '--output', '/dev/null', '--write-out', '%{http_code}', ...flags, ...header, url],
    uid,
  );
  if (code !== 0) return 'no connection';
  const outcomes: Readonly<Record<string, Outcome>> = { '200': 'ok', '401': 'unauthorised', '403': 'forbidden' };
  return outcomes[output] ?? `unknown: ${output}`;
}

/** All ways there are on this machine, by name. */
export const WAYS: Readonly<Record<string, Way>> = {
  'the client': viaClient,
  'the command line': viaCli,
  ...(hasCurl ? { curl: (approach: Approach) => viaCurl(approach) } : {}),
};

function flagsOf(flags: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(present(flags)).flatMap(([name, value]) => [`--${name}`, value]);
}

function present<Name extends string>(values: Readonly<Record<Name, string | undefined>>): Record<Name, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<Name, string>;
}

function run(file: string, args: readonly string[], uid: number | undefined): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'], ...(uid === undefined ? {} : { uid }) });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
