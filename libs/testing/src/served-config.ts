import { type DaemonOptions, type DaemonProcess, startDaemon } from './daemon-process.js';
import { type HttpAnswer, type HttpCall, httpRequest } from './http-request.js';
import { endMarked, MARK_VARIABLE, newMark } from './marked-processes.js';
import { type ScratchDirectory, scratchDirectory } from './scratch-directory.js';

/** A configuration and how a daemon serves it. */
export interface ServedOptions extends Omit<DaemonOptions, 'configFile'> {
  /** Further files of the directory, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Relative path of the configuration. @default 'config.toml' */
  readonly configName?: string;
}

/** A daemon with a directory of its own, asked over real sockets. */
export interface ServedConfig {
  readonly scratch: ScratchDirectory;
  readonly daemon: DaemonProcess;
  readonly configFile: string;
  /** `http://127.0.0.1:<port>`, without the base path. */
  readonly origin: string;
  /** GET below the base path. */
  get(path: string, call?: HttpCall): Promise<HttpAnswer>;
  /** POST below the base path; what is given as body goes as JSON. */
  post(path: string, body?: unknown, call?: HttpCall): Promise<HttpAnswer>;
  /** Any request, its path counted from the root of the listener. */
  ask(path: string, call?: HttpCall): Promise<HttpAnswer>;
  /** Ends the daemon with all its processes and removes the directory. */
  close(): Promise<void>;
}

/** The `[server]` table every test of a daemon needs. */
export const ANY_PORT = '[server]\nlisten = "127.0.0.1:0"\n';

/** Writes the configuration into a fresh directory and serves it. The caller closes it, also when its test fails. */
export async function serveConfig(
  toml: string,
  { files = {}, configName = 'config.toml', ...options }: ServedOptions = {},
): Promise<ServedConfig> {
  const scratch = scratchDirectory('served');
  const mark = newMark();
  const end = (): Promise<void> => endMarked(mark).finally(() => scratch.remove());
  try {
    for (const [name, text] of Object.entries(files)) scratch.write(name, text);
    const configFile = scratch.write(configName, toml);
    const daemon = await startDaemon({ configFile, ...options, env: { ...options.env, [MARK_VARIABLE]: mark } });
    return { ...asked(daemon), scratch, daemon, configFile, close: () => daemon.stop().then(end, end) };
  } catch (error) {
    await end();
    throw error;
  }
}

function asked(daemon: DaemonProcess): Pick<ServedConfig, 'origin' | 'get' | 'post' | 'ask'> {
  const origin = daemon.url.startsWith('http') ? new URL(daemon.url).origin : '';
  return {
    origin,
    get: (path, call) => httpRequest(daemon.url + path, call),
    post: (path, body, call) => httpRequest(daemon.url + path, postOf(body, call)),
    ask: (path, call) => httpRequest(origin + path, call),
  };
}

function postOf(body: unknown, call: HttpCall = {}): HttpCall {
  if (body === undefined) return { ...call, method: 'POST' };
  return { ...call, method: 'POST', headers: { 'content-type': 'application/json', ...call.headers }, body: JSON.stringify(body) };
}
