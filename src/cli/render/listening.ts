import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';

/** What a person wants to know when the daemon has started. */
export interface Listening {
  readonly version: string;
  readonly pid: number;
  /** Addresses of the API with their base path; `unix:/path` for a socket. Empty when it is switched off. */
  readonly urls: readonly string[];
  /** Path of the API behind a socket, without a slash at its end. */
  readonly basePath: string;
  readonly configFile: string;
  readonly programs: number;
  readonly pidDir: string;
  /** Directories of the log files of the processes. */
  readonly logDirs: readonly string[];
}

/** Where the daemon listens, a line to try it with, and where its files are. */
export function renderListening(io: Io, about: Listening): string {
  const rows: readonly (readonly [label: string, values: readonly string[]])[] = [
    ['API', about.urls.length === 0 ? ['switched off ([server].enabled = false)'] : about.urls],
    ['page', about.urls.filter((url) => !url.startsWith('unix:')).map((url) => pageAddress(url, about.basePath))],
    ['try', about.urls.slice(0, 1).map((url) => curlLine(url, about.basePath))],
    ['config', [`${about.configFile} (${about.programs} ${about.programs === 1 ? 'process' : 'processes'})`]],
    ['logs', about.logDirs.length === 0 ? ['kept in memory: no log.dir is set'] : about.logDirs],
    ['PID files', [about.pidDir]],
  ];
  const lines = rows.flatMap(([label, values]) =>
    values.map((value, at) => `  ${paint(io, 'dim', (at === 0 ? label : '').padEnd(9))}  ${value}\n`),
  );
  return `${paint(io, 'strong', `provisr ${about.version}`)} runs with PID ${about.pid}\n${lines.join('')}`;
}

/** Beside the API, at the root of the listener. */
function pageAddress(url: string, basePath: string): string {
  return `${url.slice(0, url.length - basePath.length)}/ui/`;
}

function curlLine(url: string, basePath: string): string {
  if (url.startsWith('unix:')) return `curl -s --unix-socket ${url.slice('unix:'.length)} http://localhost${basePath}/processes`;
  return `curl -s ${url.startsWith('https:') ? '-k ' : ''}${url}/processes`;
}
