/**
 * What one image of the daemon leaves for the next in the same PID. The envelope only ever grows, so that any version can take the sockets
 * over and come back; the states of processes have a version of their own.
 */

const FORMAT = 'provisr-hand-over-1';

/** What a descriptor is for. `key` tells those of one role apart. */
export interface HandedDescriptor {
  readonly fd: number;
  readonly role: 'lock' | 'listener' | 'connection' | 'fifo' | 'journal';
  readonly key: string;
}

/** A program that can be the daemon. */
export interface DaemonProgram {
  /** Of Node, absolute. */
  readonly executable: string;
  /** Its own options. */
  readonly nodeArgs: readonly string[];
  /** What it runs, absolute. */
  readonly script: string;
  readonly args: readonly string[];
  readonly version: string;
  /** Version of Node. */
  readonly node: string;
}

export interface HandOverDocument {
  readonly format: typeof FORMAT;
  /** Of the image that wrote it: another process that finds it by mistake is not meant. */
  readonly pid: number;
  /** Of the upgrade. */
  readonly id: string;
  /** 0: the new program is to go on; 1: that could not, and the one from before is back; 2: back, and by the records alone. */
  readonly attempt: 0 | 1 | 2;
  readonly from: DaemonProgram;
  /** Why the new program could not. */
  readonly failure: string | null;
  readonly descriptors: readonly HandedDescriptor[];
  /** The PID file of the daemon. */
  readonly pidFile: string | null;
  /** Came while everything stood still: for whoever goes on. */
  readonly signals: readonly NodeJS.Signals[];
  /** The monotonic clock of the kernel when the states were taken, nanoseconds. */
  readonly takenAt: string;
  /** See `parseHandedState` of the core. */
  readonly state: unknown;
}

export function makeDocument(parts: Omit<HandOverDocument, 'format' | 'pid'>): HandOverDocument {
  return { format: FORMAT, pid: process.pid, ...parts };
}

/** @returns `null` when it is none, or none for this process */
export function parseDocument(text: string): HandOverDocument | null {
  let value: Partial<HandOverDocument> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return null; // cut short: the same as none
  }
  return value !== null && isDocument(value) ? value : null;
}

function isDocument(value: Partial<HandOverDocument>): value is HandOverDocument {
  if (value.format !== FORMAT || value.pid !== process.pid || typeof value.id !== 'string') return false;
  if (value.attempt !== 0 && value.attempt !== 1 && value.attempt !== 2) return false;
  if (typeof value.takenAt !== 'string' || !/^\d+$/.test(value.takenAt) || !isStrings(value.signals)) return false;
  return isProgram(value.from) && Array.isArray(value.descriptors) && value.descriptors.every(isDescriptor);
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isProgram(value: unknown): boolean {
  const program = value as Partial<DaemonProgram> | null | undefined;
  return (
    [program?.executable, program?.script, program?.version].every((text) => typeof text === 'string') &&
    isStrings(program?.args) &&
    isStrings(program?.nodeArgs)
  );
}

function isDescriptor(value: unknown): boolean {
  const descriptor = value as Partial<HandedDescriptor> | null;
  return (
    Number.isSafeInteger(descriptor?.fd) &&
    descriptor!.fd! > 2 &&
    typeof descriptor?.role === 'string' &&
    typeof descriptor.key === 'string'
  );
}
