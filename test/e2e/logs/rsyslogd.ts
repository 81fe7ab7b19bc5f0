import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ScratchDirectory, waitFor } from '#testing';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/provisr-rsyslog', import.meta.url));
/** Of Debian; what else it needs every Debian has. */
const PACKAGES = ['rsyslog', 'libestr0', 'libfastjson4', 'liblognorm5', 'libuuid1'];

/** rsyslogd, and how it finds what belongs to it. */
export interface RsyslogProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The one on the path, or Debian's, unpacked into a folder of ours: installed it would start a service. Otherwise why there is none. */
export function rsyslogProgram(): RsyslogProgram | { readonly reason: string } {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const installed = folders.map((folder) => join(folder, 'rsyslogd')).find((file) => existsSync(file));
  if (installed !== undefined) return { file: installed, args: [], env: {} };
  const unpacked = programIn(CACHE);
  if (unpacked !== null) return unpacked;
  const problem = fetch();
  return problem === null ? (programIn(CACHE) ?? { reason: 'its package holds no rsyslogd' }) : { reason: problem };
}

function programIn(folder: string): RsyslogProgram | null {
  const file = join(folder, 'usr', 'sbin', 'rsyslogd');
  const libraries = join(folder, 'usr', 'lib');
  const machine = existsSync(libraries) ? readdirSync(libraries).find((name) => existsSync(join(libraries, name, 'rsyslog'))) : undefined;
  if (!existsSync(file) || machine === undefined) return null;
  const own = join(libraries, machine);
  return { file, args: ['-M', join(own, 'rsyslog')], env: { LD_LIBRARY_PATH: own } };
}

function fetch(): string | null {
  const run = (file: string, args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(file, args, { cwd: CACHE, encoding: 'utf8' });
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  if (run('apt-get', ['--version']).status !== 0) return 'rsyslogd is not on the path, and this is no Debian that could bring it';
  const download = (): boolean => run('apt-get', ['-q', 'download', ...PACKAGES]).status === 0;
  if (!download() && !(process.getuid?.() === 0 && run('apt-get', ['-q', 'update']).status === 0 && download())) {
    return "Debian's package of rsyslog cannot be had";
  }
  for (const archive of readdirSync(CACHE)) if (run('dpkg-deb', ['-x', archive, '.']).status !== 0) return `${archive} cannot be unpacked`;
  return null;
}

/** A rsyslogd with a configuration of its own, in the foreground. The caller ends it. */
export class Rsyslogd {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #stored: string;

  constructor(program: RsyslogProgram, directory: ScratchDirectory, inputs: string) {
    this.#stored = join(directory.path, 'stored.log');
    const properties = [
      'syslogfacility-text',
      'syslogseverity-text',
      'timereported:::date-rfc3339',
      'hostname',
      'app-name',
      'procid',
      'msgid',
      'structured-data',
    ];
    const template = `${properties.map((name) => `%${name}%`).join(' ')} |%msg%|\\n`;
    const config = directory.write(
      'rsyslog.conf',
      `global(workDirectory="${directory.path}" parser.escapeControlCharactersOnReceive="off")
${inputs}
template(name="t" type="string" string="${template}")
action(type="omfile" file="${this.#stored}" template="t")
`,
    );
    const pidFile = join(directory.path, 'rsyslog.pid');
    this.#child = spawn(program.file, ['-n', '-f', config, '-i', pidFile, ...program.args], {
      env: { ...process.env, ...program.env },
      stdio: 'ignore',
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** What it has understood of each message, one a line. */
  stored(): string[] {
    if (this.#child.exitCode !== null) throw new Error(`rsyslogd ended with ${this.#child.exitCode}`);
    return existsSync(this.#stored) ? readFileSync(this.#stored, 'utf8').split('\n').slice(0, -1) : [];
  }

  async until(path: string): Promise<string> {
    await waitFor(() => existsSync(path) && this.stored(), { what: path });
    return path;
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
