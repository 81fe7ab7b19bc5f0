import { Logger } from '@nestjs/common';
import type { OtlpSinkDto } from '#contract';
import type { Clock, LogSink } from '#core';
import type { LogTarget } from '#plugin';
import { Courier } from '../delivery/courier.js';
import { bytesOf, durationOf, lineRules } from '../delivery/line-options.js';
import { Places } from '../delivery/places.js';
import { SendingSink } from '../delivery/sending.sink.js';
import { loadExporter, type OtlpLibrary } from './load-exporter.js';
import { OtlpCarrier } from './otlp.carrier.js';
import { type OtlpRecord, recordsOf } from './otlp-record.js';

const DEFAULTS = { bufferBytes: 4 * 1024 ** 2, batchEntries: 512, batchBytes: 1024 ** 2, lingerMs: 1_000, timeoutMs: 10_000 };

/** All sinks of type `otlp`. */
export class OtlpSinks {
  readonly #logger = new Logger('logs');
  readonly #places = new Places<Courier<OtlpRecord>, OtlpRecord>();

  constructor(
    private readonly clock: Clock,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** @throws Error when the library of OpenTelemetry is not installed, or the variable is not set */
  async open(options: OtlpSinkDto, target: LogTarget): Promise<LogSink> {
    const library = await loadExporter();
    const headers = this.#headersOf(options);
    const place = this.#places.join(keyOf(options, headers), () => this.#courier(library, options, headers));
    return new SendingSink(place, lineRules(this.clock, target, options), recordsOf(target, options.resource ?? {}));
  }

  #courier(library: OtlpLibrary, options: OtlpSinkDto, headers: Readonly<Record<string, string>>): Courier<OtlpRecord> {
    const carrier = new OtlpCarrier(library, {
      url: options.url,
      headers,
      authorizationFile: options.authorization_file ?? null,
      compression: options.compression ?? 'gzip',
      timeoutMs: durationOf(options.timeout, DEFAULTS.timeoutMs),
    });
    // The path and the query of an address may be secrets.
    const label = `otlp ${new URL(options.url).host}`;
    return new Courier(carrier, {
      clock: this.clock,
      random: Math.random,
      label,
      bufferBytes: bytesOf(options.buffer, DEFAULTS.bufferBytes),
      batchEntries: options.batch_size ?? DEFAULTS.batchEntries,
      batchBytes: DEFAULTS.batchBytes,
      lingerMs: durationOf(options.batch_interval, DEFAULTS.lingerMs),
      lostAtEnd: (bytes) => this.#logger.warn(`${label}: ${bytes} bytes could not be delivered any more`),
    });
  }

  #headersOf({ headers = {}, authorization_env: name }: OtlpSinkDto): Record<string, string> {
    if (name === undefined) return headers;
    const authorization = this.env[name];
    if (authorization === undefined || authorization === '') throw new Error(`authorization_env: the daemon has no variable ${name}`);
    return { ...headers, authorization };
  }
}

/** Streams share what is the same on the way, whatever their records look like. */
function keyOf(options: OtlpSinkDto, headers: Readonly<Record<string, string>>): string {
  const { url, authorization_file: file, compression, timeout, batch_size: size, batch_interval: interval, buffer } = options;
  return JSON.stringify([url, headers, file, compression, timeout, size, interval, buffer]);
}
