import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMs } from '../machine/arrivals.mjs';
import { endChild, runProgram } from '../machine/run-program.mjs';

const BIN = join(import.meta.dirname, '..', '..', '..', 'bin', 'provisr.mjs');

/** This working tree, built. */
export class Provisr {
  name = 'provisr';
  #directory;
  #env;
  #child;
  #url;

  constructor({ version }) {
    this.version = version;
  }

  /** Writes a configuration with these programs: `{ name, argv, restarts }`. */
  prepare(directory, programs) {
    this.#directory = directory;
    this.logs = join(directory, 'logs');
    this.#env = { ...process.env, HOME: directory, NODE_COMPILE_CACHE: join(directory, '..', 'compile-cache'), NO_COLOR: '1' };
    const entry = ({ name, argv, restarts }) =>
      `[[processes]]\n[processes.spec]\nname = "${name}"\nargs = ${JSON.stringify(argv)}\nauto_restart = ${restarts}\nrestart_interval = "0s"\n`;
    const log = `[log]\ndir = "${this.logs}"\nmax_size_mb = 50\nmax_backups = 20\n`;
    writeFileSync(
      join(directory, 'config.toml'),
      `[server]\nlisten = "127.0.0.1:0"\nlogfile = "daemon.log"\n${log}${programs.map(entry).join('')}`,
    );
  }

  /** Starts the manager; answers with the moment it was asked to. `env` is added to its environment. */
  async launch(env = {}) {
    const atMs = monotonicMs();
    this.#child = spawn(process.execPath, [BIN, 'serve', '--config', join(this.#directory, 'config.toml')], {
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const failed = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`provisr ended at its start with ${signal ?? code}`);
    });
    failed.catch(() => undefined); // later ends are ordered
    const [ready] = await Promise.race([once(this.#child, 'message'), failed]);
    if (ready.type !== 'provisr.ready') throw new Error(`provisr did not start: ${JSON.stringify(ready)}`);
    this.#url = new URL(ready.urls[0]);
    return atMs;
  }

  get managerPids() {
    return [this.#child.pid];
  }

  statusCommand() {
    return this.#cli(['status']);
  }

  stopCommand() {
    return this.#cli(['stop', '--wildcard', '*']);
  }

  /** One request that tells the status of everything, for `load/http-load.mjs`. */
  statusLoad() {
    return this.#load('GET', '/status?wildcard=*');
  }

  stopLoad() {
    return this.#load('POST', '/stop?wildcard=*');
  }

  /** A request that costs nothing, to see whether the daemon answers. */
  livenessLoad() {
    return { ...this.#load('GET', ''), path: '/health/live' };
  }

  end() {
    return endChild(this.#child);
  }

  #load(method, path) {
    return { kind: 'http', host: this.#url.hostname, port: Number(this.#url.port), method, path: this.#url.pathname + path, body: '' };
  }

  #cli(args) {
    return runProgram(process.execPath, [BIN, ...args, '--api-url', this.#url.href], { env: this.#env });
  }
}
