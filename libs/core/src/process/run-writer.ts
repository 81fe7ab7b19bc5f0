import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import type { ProcessIdentity, ProcessInspector } from '../inspect/process-inspector.js';
import type { Origin } from '../manager/process-manager.js';
import { type PidFileMeta, removePidFile, writePidFile } from '../pidfile/pid-file.js';
import type { RecordStore } from '../records/record-store.js';
import { type History, recordOf } from './history.js';
import type { Snapshot } from './machine.js';
import type { RunHandle } from './run-handle.js';
import type { InstanceSpec } from './spec.js';

export interface RunWriterPorts {
  readonly clock: Clock;
  readonly inspector: ProcessInspector;
  readonly records: RecordStore;
  /** Told of what went wrong beside the process itself (a pid file that cannot be written, …). */
  readonly report: (message: string, about: { process: string; error?: unknown }) => void;
}

/** Writes down what the next manager needs to know: the run record and the pid file. */
export class RunWriter {
  readonly #ports: RunWriterPorts;
  #written = '';

  constructor(ports: RunWriterPorts) {
    this.#ports = ports;
  }

  /** Returns the error when it cannot be written: nothing may be spawned then. Costs nothing when nothing has changed. */
  writeRecord(spec: InstanceSpec, origin: Origin, snapshot: Snapshot, history: History): unknown {
    const record = recordOf(spec, origin, snapshot, history, this.#ports.inspector.bootId);
    const text = JSON.stringify(record);
    if (text === this.#written) return null;
    try {
      this.#ports.records.write(record);
      this.#written = text;
      return null;
    } catch (error) {
      this.#ports.report(`cannot write down the state of ${spec.name}: ${messageOf(error)}`, { process: spec.name, error });
      return error;
    }
  }

  /** A pid file that cannot be written is reported and no more: the record alone suffices to find the run again. */
  writePidFile(spec: InstanceSpec, run: RunHandle | null, runId: string | null): void {
    if (run === null || run.mainPid === null) return;
    const pid = run.mainPid;
    const meta = { ...this.#startOf(run.mainIdentity), ...(runId === null ? {} : { run_id: runId }) };
    try {
      writePidFile(spec.pidFile, { pid, document: spec.document, meta });
    } catch (error) {
      this.#ports.report(`cannot write the pid file ${spec.pidFile}: ${messageOf(error)}`, { process: spec.name, error });
    }
  }

  #startOf(identity: ProcessIdentity | null): PidFileMeta {
    if (!identity) return { start_unix: Math.floor(this.#ports.clock.epochMs() / 1_000) };
    const { startUnix, startTicks, bootId } = identity;
    return {
      start_unix: startUnix,
      ...(startTicks === null ? {} : { start_ticks: startTicks }),
      ...(bootId === null ? {} : { boot_id: bootId }),
    };
  }

  /** Nothing of the process stays written down. */
  forget(spec: InstanceSpec): void {
    removePidFile(spec.pidFile);
    this.#ports.records.remove(spec.name);
  }
}
