import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMs } from '../machine/arrivals.mjs';
import { endChild, runProgram } from '../machine/run-program.mjs';

export class Supervisord {
  name = 'supervisord';
  #tools;
  #directory;
  #child;

  /** @param tools what `findSupervisord` found */
  constructor(tools) {
    this.version = tools.version;
    this.#tools = tools;
  }

  prepare(directory, programs) {
    this.#directory = directory;
    this.logs = join(directory, 'logs');
    mkdirSync(this.logs, { recursive: true });
    writeFileSync(join(directory, 's.conf'), `${this.#head()}${programs.map((program) => this.#program(program)).join('')}`);
  }

  async launch() {
    const atMs = monotonicMs();
    const [file, ...args] = this.#tools.daemon;
    this.#child = spawn(file, [...args, '-n', '-c', join(this.#directory, 's.conf')], { stdio: 'ignore', env: this.#env });
    return atMs;
  }

  get managerPids() {
    return [this.#child.pid];
  }

  statusCommand() {
    return this.#control('status');
  }

  stopCommand() {
    return this.#control('stop', 'all');
  }

  statusLoad() {
    return this.#call('supervisor.getAllProcessInfo');
  }

  stopLoad() {
    return this.#call('supervisor.stopAllProcesses');
  }

  end() {
    return endChild(this.#child);
  }

  get #env() {
    return { ...process.env, ...this.#tools.env };
  }

  #control(...words) {
    const [file, ...args] = this.#tools.control;
    return runProgram(file, [...args, '-c', join(this.#directory, 's.conf'), ...words], { env: this.#env });
  }

  #call(method) {
    const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params></params></methodCall>`;
    return { kind: 'http', socket: join(this.#directory, 's.sock'), method: 'POST', path: '/RPC2', body };
  }

  #head() {
    const file = (name) => join(this.#directory, name);
    return [
      `[unix_http_server]\nfile=${file('s.sock')}`,
      `[supervisord]\nlogfile=${file('s.log')}\npidfile=${file('s.pid')}\nchildlogdir=${this.logs}\nminfds=10000`,
      `[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface`,
      `[supervisorctl]\nserverurl=unix://${file('s.sock')}\n`,
    ].join('\n');
  }

  // Without start seconds, which the others do not wait for either.
  #program({ name, argv, restarts }) {
    const log = (stream) =>
      `${stream}_logfile=${join(this.logs, `${name}.${stream}.log`)}\n${stream}_logfile_maxbytes=50MB\n${stream}_logfile_backups=20`;
    return `[program:${name}]\ncommand=${argv.join(' ')}\nstartsecs=0\nautorestart=${restarts}\n${log('stdout')}\n${log('stderr')}\n`;
  }
}
