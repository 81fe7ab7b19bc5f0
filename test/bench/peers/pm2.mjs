import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { monotonicMs } from '../machine/arrivals.mjs';
import { isAlive } from '../machine/proc.mjs';
import { runProgram } from '../machine/run-program.mjs';

/** Restarts in a row after which pm2 would give up. */
const WITHOUT_END = 1_000_000;

export class Pm2 {
  name = 'pm2';
  #tools;
  #directory;
  #pid;

  /** @param tools what `findPm2` found */
  constructor(tools) {
    this.version = tools.version;
    this.#tools = tools;
  }

  prepare(directory, programs) {
    this.#directory = directory;
    this.logs = join(directory, 'logs');
    mkdirSync(this.logs, { recursive: true });
    writeFileSync(join(directory, 'ecosystem.json'), JSON.stringify({ apps: programs.map((program) => this.#app(program)) }));
  }

  async launch() {
    const atMs = monotonicMs();
    await this.#cli('start', join(this.#directory, 'ecosystem.json'));
    this.#pid = Number(readFileSync(join(this.#home, 'pm2.pid'), 'utf8'));
    return atMs;
  }

  get managerPids() {
    return [this.#pid];
  }

  statusCommand() {
    return this.#cli('ls');
  }

  stopCommand() {
    return this.#cli('stop', 'all');
  }

  statusLoad() {
    return { kind: 'pm2', module: this.#tools.module, env: this.#env };
  }

  async end() {
    await this.#cli('kill');
    while (isAlive(this.#pid)) await delay(20);
  }

  get #home() {
    return join(this.#directory, 'home');
  }

  get #env() {
    return { ...process.env, HOME: this.#directory, PM2_HOME: this.#home, PM2_DISABLE_VERSION_CHECK: 'true', NO_COLOR: '1' };
  }

  #cli(...args) {
    return runProgram(process.execPath, [this.#tools.bin, ...args], { env: this.#env, cwd: this.#directory });
  }

  // Without what it would do for programs of Node and for working copies of git: the others do not do it either.
  #app({ name, argv: [script, ...args], restarts }) {
    const log = (stream) => join(this.logs, `${name}.${stream}.log`);
    return {
      name,
      script,
      args,
      interpreter: 'none',
      exec_mode: 'fork',
      pmx: false,
      vizion: false,
      autorestart: restarts,
      max_restarts: WITHOUT_END,
      min_uptime: 0,
      out_file: log('stdout'),
      error_file: log('stderr'),
      merge_logs: true,
    };
  }
}
