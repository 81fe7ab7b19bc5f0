import { isUtf8 } from 'node:buffer';
import { hostname } from 'node:os';
import type { LogLine, LogTarget } from '#plugin';
import { withoutReturn } from '../delivery/line-options.js';
import type { OtlpLibrary } from './load-exporter.js';

type Exporter = InstanceType<OtlpLibrary['OTLPLogExporter']>;
/** A record as the exporter takes it. */
export type OtlpRecord = Parameters<Exporter['export']>[0][number];
type Resource = OtlpRecord['resource'];

const SCOPE = { name: 'provisr' };
/** Numbers of the data model of logs: INFO and ERROR. */
const SEVERITIES = { stdout: [9, 'INFO'], stderr: [17, 'ERROR'] } as const;

/** Makes records of the lines of one stream. */
export function recordsOf(target: LogTarget, attributes: Readonly<Record<string, string>>): (line: LogLine) => OtlpRecord {
  const resource = resourceOf({ 'service.name': target.process, 'host.name': hostname(), ...attributes });
  const [severityNumber, severityText] = SEVERITIES[target.stream];
  return ({ bytes, timeMs, isPiece }) => {
    const text = withoutReturn(bytes);
    const time: [number, number] = [Math.floor(timeMs / 1000), (timeMs % 1000) * 1_000_000];
    const pid = target.pid?.() ?? null;
    return {
      hrTime: time,
      hrTimeObserved: time,
      severityNumber,
      severityText,
      // The memory of a line is used again.
      body: isUtf8(text) ? text.toString() : Uint8Array.from(text),
      resource,
      instrumentationScope: SCOPE,
      attributes: {
        'log.iostream': target.stream,
        ...(pid === null ? {} : { 'process.pid': pid }),
        ...(isPiece ? { 'provisr.log.partial': true } : {}),
      },
      droppedAttributesCount: 0,
    };
  };
}

/** The exporter looks at the attributes alone. */
function resourceOf(attributes: Readonly<Record<string, string>>): Resource {
  return { attributes, merge: () => resourceOf(attributes), getRawAttributes: () => Object.entries(attributes) };
}
