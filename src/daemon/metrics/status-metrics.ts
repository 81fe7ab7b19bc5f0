import { type LogStream, PROCESS_STATES, type ProcessManager, type ProcessStatus } from '#core';
import type { GroupConfig } from '../config/index.js';
import type { LogLosses } from '../logs/index.js';
import type { TimeSlices } from '../usage/index.js';
import { type ExpositionWriter, label } from './exposition-writer.js';
import type { MetricsSource } from './metrics-source.js';
import { SERIES, type SeriesDescription } from './series-table.js';

/** What is asked for the statuses. */
export interface StatusSource {
  readonly manager: Pick<ProcessManager, 'statuses'> & { outputBytes(name: string, stream: LogStream): number };
  readonly losses: Pick<LogLosses, 'of'>;
  readonly groups: () => readonly GroupConfig[];
}

/** Writes the lines of one series for one process. */
type WriteLines = (out: ExpositionWriter, series: string, status: ProcessStatus, name: string) => void;

const STREAMS = ['stdout', 'stderr'] as const;
const STATE_LABELS = PROCESS_STATES.map((state) => [state, label('state', state)] as const);
const STREAM_LABELS = STREAMS.map((stream) => [stream, label('stream', stream)] as const);
const NO_GROUP = [''];

/** States, output and uptime of the processes at the moment of the scrape. */
export class StatusMetrics implements MetricsSource {
  readonly name = 'statuses';

  constructor(private readonly source: StatusSource) {}

  async tell(out: ExpositionWriter, slices: TimeSlices): Promise<void> {
    const statuses = this.source.manager.statuses({ kind: 'all' });
    for (const [series, write] of this.#series()) {
      out.head(series);
      for (const status of statuses) {
        write(out, series.name, status, label('name', status.name));
        if (slices.isOver) await slices.next();
      }
    }
    writeInstances(out, statuses);
  }

  #series(): readonly (readonly [SeriesDescription, WriteLines])[] {
    const { manager, losses } = this.source;
    return [
      [SERIES.info, infoWriter(this.source.groups())],
      [SERIES.state, writeState],
      [SERIES.uptime, writeUptime],
      [SERIES.logBytes, forStreams((process, stream) => manager.outputBytes(process, stream))],
      [SERIES.logDropped, forStreams((process, stream) => losses.of(process, stream).droppedBytes)],
      [SERIES.logDegraded, forStreams((process, stream) => (losses.of(process, stream).problem === null ? 0 : 1))],
    ];
  }
}

function infoWriter(groups: readonly GroupConfig[]): WriteLines {
  const byBase = new Map<string, string[]>();
  for (const group of groups) for (const base of group.members) byBase.set(base, [...(byBase.get(base) ?? []), group.name]);
  return (out, series, { base }, name) => {
    for (const group of byBase.get(base) ?? NO_GROUP) out.line(series, `${name},${label('base', base)},${label('group', group)}`, 1);
  };
}

const writeState: WriteLines = (out, series, status, name) => {
  for (const [state, labels] of STATE_LABELS) out.line(series, `${name},${labels}`, state === status.state ? 1 : 0);
};

const writeUptime: WriteLines = (out, series, { uptimeMs }, name) => {
  if (uptimeMs !== null) out.line(series, name, uptimeMs / 1000);
};

function forStreams(valueOf: (process: string, stream: LogStream) => number): WriteLines {
  return (out, series, status, name) => {
    for (const [stream, labels] of STREAM_LABELS) out.line(series, `${name},${labels}`, valueOf(status.name, stream));
  };
}

function writeInstances(out: ExpositionWriter, statuses: readonly ProcessStatus[]): void {
  const counts = new Map<string, number>();
  for (const { base, running } of statuses) counts.set(base, (counts.get(base) ?? 0) + (running ? 1 : 0));
  out.head(SERIES.instances);
  for (const [base, count] of counts) out.line(SERIES.instances.name, label('base', base), count);
}
