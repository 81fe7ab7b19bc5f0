import { readFile } from 'node:fs/promises';
import { messageOf } from '#core';
import { DeliveryRefused } from '#plugin';
import type { Carrier } from '../delivery/courier.js';
import type { OtlpLibrary } from './load-exporter.js';
import type { OtlpRecord } from './otlp-record.js';

/** How the receiver is asked. */
export interface OtlpRequests {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** File whose first line is the header `Authorization`. */
  readonly authorizationFile: string | null;
  readonly compression: 'gzip' | 'none';
  /** Retries of the library for busy receivers included. */
  readonly timeoutMs: number;
}

type Exporter = InstanceType<OtlpLibrary['OTLPLogExporter']>;
type ExporterOptions = NonNullable<ConstructorParameters<OtlpLibrary['OTLPLogExporter']>[0]>;

type ExportResult = Parameters<Parameters<Exporter['export']>[1]>[0];

/** Of the results that the library knows; the enumeration itself is in a package of its own. */
const SUCCESS = 0 as ExportResult['code'];
/** Answers that may be others the next time, beside those of servers (RFC 9110, RFC 6585). */
const PASSING = [401, 403, 404, 408, 429];

/** Batches by the exporter of OpenTelemetry: OTLP over HTTP, in JSON. */
export class OtlpCarrier implements Carrier<OtlpRecord> {
  readonly #requests: OtlpRequests;
  readonly #exporter: Exporter;
  #authorization: Readonly<Record<string, string>> = {};

  constructor({ OTLPLogExporter }: OtlpLibrary, requests: OtlpRequests) {
    this.#requests = requests;
    const { url, headers, compression, timeoutMs: timeoutMillis } = requests;
    const options: ExporterOptions = {
      url,
      timeoutMillis,
      compression: compression as NonNullable<ExporterOptions['compression']>,
      headers: async () => ({ ...headers, ...this.#authorization }),
      userAgent: 'provisr',
    };
    this.#exporter = new OTLPLogExporter(options);
  }

  async deliver(records: readonly OtlpRecord[]): Promise<void> {
    // For each request: it may be exchanged while the daemon runs.
    this.#authorization = await authorizationOf(this.#requests.authorizationFile);
    const error = await new Promise<unknown>((resolve) => {
      this.#exporter.export([...records], (result) =>
        resolve(result.code === SUCCESS ? null : (result.error ?? new Error('not accepted'))),
      );
    });
    if (error !== null) throw asTold(error);
  }

  close(): void {
    // Nothing is under way, or nobody waits for it any more.
    void this.#exporter.shutdown().catch(() => undefined);
  }
}

async function authorizationOf(file: string | null): Promise<Record<string, string>> {
  if (file === null) return {};
  const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/, 1);
  if (line === '') throw new Error(`the first line of ${file} is empty`);
  return { authorization: line };
}

/** What a client has done wrong it does wrong again, unless it is a matter of the address or of rights, which operators set right. */
function asTold(error: unknown): Error {
  const status = (error as { readonly code?: unknown }).code;
  if (typeof status !== 'number') return error instanceof Error ? error : new Error(messageOf(error));
  const message = `the receiver answered with ${status} ${messageOf(error)}`.trimEnd();
  return status >= 400 && status < 500 && !PASSING.includes(status) ? new DeliveryRefused(message) : new Error(message);
}
