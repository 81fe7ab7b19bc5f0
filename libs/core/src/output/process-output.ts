import { chownSync, closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { ensureFifos, fifoPath, type MakeFifos, openReadEnd, openWriteEnd } from '../logs/fifo.js';
import type { LogSinkOpener, LogStream } from '../logs/log-sink.js';
import { RingBuffer } from '../logs/ring-buffer.js';
import { StreamPump } from '../logs/stream-pump.js';
import type { OpenStreamReader } from '../logs/stream-reader.js';
import { openStreamSink } from '../logs/stream-sink.js';
import type { HandedProcess } from '../process/handed-process.js';
import type { InstanceSpec } from '../process/spec.js';
import { openOwnLog, openStdin } from './open-file.js';

/** Descriptors for a child; the manager closes its copies once the child holds them. */
export interface StdioEnds {
  readonly stdio: readonly [number, number, number];
  close(): void;
}

export interface ProcessOutputPorts {
  readonly clock: Clock;
  readonly opener: LogSinkOpener;
  readonly stateDir: string;
  readonly makeFifos: MakeFifos;
  readonly openReader: OpenStreamReader;
  /** Told when a stream can no longer be stored, and (`null`) when it can again. */
  readonly onProblem: (stream: LogStream, problem: string | null) => void;
  /** PID of the run there is, `null` without one. */
  readonly pid: () => number | null;
}

function streamsOf(spec: InstanceSpec): readonly LogStream[] {
  return spec.redirectStderr ? ['stdout'] : ['stdout', 'stderr'];
}

function pathOf(spec: InstanceSpec, stream: LogStream): string | null {
  return stream === 'stdout' ? spec.log.stdoutPath : spec.log.stderrPath;
}

/** The output side of one process across all its runs: FIFOs, pumps and sinks. */
export class ProcessOutput {
  readonly #ports: ProcessOutputPorts;
  readonly #rings: Readonly<Record<LogStream, RingBuffer>> = { stdout: new RingBuffer(), stderr: new RingBuffer() };
  readonly #pumps = new Map<LogStream, StreamPump>();
  #spec: InstanceSpec;
  /** Of the run that was there when somebody last asked. */
  #lastPid: number | null = null;
  /** Keep FIFOs from losing what is in them. */
  #held: readonly number[] = [];

  constructor(spec: InstanceSpec, ports: ProcessOutputPorts) {
    this.#spec = spec;
    this.#ports = ports;
  }

  /** The last 64 KiB of a stream. */
  recent(stream: LogStream): Buffer {
    return this.#rings[stream].snapshot();
  }

  /** The last lines of a stream that are kept in memory. */
  lastLines(stream: LogStream, count: number): readonly string[] {
    return this.#rings[stream].lastLines(count);
  }

  /** Bytes read from a stream so far. */
  bytes(stream: LogStream): number {
    return this.#pumps.get(stream)?.bytes ?? 0;
  }

  /**
   * Opens everything for a new run. `ownerUid` is the user it will run as, `null` = the manager's: a program that opens
   * /dev/stdout by name needs to own what that is.
   * @throws the system error, or PROVISR_LOG_UNAVAILABLE
   */
  async open(ownerUid: number | null = null): Promise<StdioEnds> {
    const spec = this.#spec;
    if (!spec.detached) await this.#preparePumps();
    if (ownerUid !== null) for (const stream of this.#pumps.keys()) chownSync(this.#fifo(stream), ownerUid, -1);
    const fds: number[] = [];
    const close = (): void => {
      for (const fd of fds.splice(0)) closeSync(fd);
    };
    const keep = (fd: number): number => {
      fds.push(fd);
      return fd;
    };
    try {
      const stdin = keep(openStdin(spec.stdin));
      const stdout = keep(this.#openFor('stdout'));
      const stderr = spec.redirectStderr ? stdout : keep(this.#openFor('stderr'));
      for (const pump of spec.detached ? [] : this.#pumps.values()) pump.attach();
      return { stdio: [stdin, stdout, stderr], close };
    } catch (error) {
      close();
      throw error;
    }
  }

  #openFor(stream: LogStream): number {
    const { detached, log } = this.#spec;
    // A detached process outlives its manager for good, so nobody could empty a FIFO: it writes its files itself.
    return detached ? openOwnLog(pathOf(this.#spec, stream), log.maxSizeBytes) : openWriteEnd(this.#fifo(stream));
  }

  /** Goes on reading what a run of an earlier manager writes. */
  async adopt(): Promise<void> {
    if (this.#spec.detached) return;
    await this.#preparePumps();
    for (const pump of this.#pumps.values()) pump.attach();
  }

  /** Waits until what an ended run wrote has been stored; descendants that hold a stream open cost at most the deadline. */
  async drained(deadlineMs: number): Promise<void> {
    await Promise.all([...this.#pumps.values()].map((pump) => pump.drained(deadlineMs)));
  }

  /** Follows a changed spec: reopens the sinks when their settings differ. Reading stands still meanwhile, nothing is lost. */
  async reconfigure(spec: InstanceSpec): Promise<void> {
    const before = this.#spec;
    this.#spec = spec;
    if (JSON.stringify(before.log) === JSON.stringify(spec.log)) return;
    await Promise.all([...this.#pumps].map(([stream, pump]) => pump.swap(() => this.#openSink(stream))));
  }

  /** Stops reading; unread output stays in the FIFOs for whoever comes next. */
  async close(): Promise<void> {
    const pumps = [...this.#pumps.values()];
    this.#pumps.clear();
    await Promise.all(pumps.map((pump) => pump.close()));
  }

  /** Closes, and keeps what is unread where every writer ends before somebody reads again: a FIFO that nobody holds open loses its content. */
  async standStill(): Promise<void> {
    const attached = [...this.#pumps].filter(([, pump]) => pump.isAttached);
    this.#held = attached.flatMap(([stream]) => this.#holdOpen(stream));
    await this.close();
  }

  /** What the next image of the manager cannot find anywhere else. */
  handedOver(): Pick<HandedProcess, 'recent' | 'fifos'> {
    const streams = streamsOf(this.#spec).filter((stream) => pathOf(this.#spec, stream) === null);
    return { recent: Object.fromEntries(streams.map((stream) => [stream, this.recent(stream).toString('base64')])), fifos: this.#held };
  }

  /** Remembers what an earlier image of the manager has read. */
  recall(recent: HandedProcess['recent']): void {
    for (const stream of streamsOf(this.#spec)) this.#rings[stream].write(Buffer.from(recent[stream] ?? '', 'base64'));
  }

  /** Without it, for want of descriptors, the process itself holds its FIFO as long as it lives. */
  #holdOpen(stream: LogStream): readonly number[] {
    try {
      return [openReadEnd(this.#fifo(stream))];
    } catch {
      return [];
    }
  }

  /** Closes, and leaves no FIFO behind: for a process that is forgotten. */
  async dispose(): Promise<void> {
    await this.close();
    for (const stream of ['stdout', 'stderr'] as const) rmSync(this.#fifo(stream), { force: true });
  }

  #fifo(stream: LogStream): string {
    return fifoPath(join(this.#ports.stateDir, 'fifo'), this.#spec.name, stream);
  }

  #openSink(stream: LogStream): ReturnType<typeof openStreamSink> {
    const spec = this.#spec;
    const pid = (): number | null => (this.#lastPid = this.#ports.pid() ?? this.#lastPid);
    const target = { process: spec.name, stream, path: pathOf(spec, stream), log: spec.log, pid };
    return openStreamSink(target, this.#ports.opener, this.#rings[stream], this.#ports.clock);
  }

  async #preparePumps(): Promise<void> {
    const streams = streamsOf(this.#spec);
    await ensureFifos(
      streams.map((stream) => this.#fifo(stream)),
      this.#ports.makeFifos,
    );
    for (const [stream, pump] of this.#pumps) {
      if (streams.includes(stream)) continue;
      this.#pumps.delete(stream);
      await pump.close();
    }
    for (const stream of streams) if (!this.#pumps.has(stream)) await this.#addPump(stream);
  }

  async #addPump(stream: LogStream): Promise<void> {
    const sink = await this.#openSink(stream);
    const pump = new StreamPump({
      path: this.#fifo(stream),
      sink,
      clock: this.#ports.clock,
      openReader: this.#ports.openReader,
      onProblem: (problem) => this.#ports.onProblem(stream, problem),
    });
    this.#pumps.set(stream, pump);
  }
}
