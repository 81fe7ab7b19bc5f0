import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { type RequestOptions, request as tlsRequest } from 'node:https';
import { Module } from '@nestjs/common';
import { messageOf, ProvisrError } from '#core';
import { ANY_SUCCESS, parseStatusSet, type StatusRange } from '#contract';
import { type Clock, Detector, DetectorFactory, InjectClock, type LivenessDetector } from '#plugin';
import { limited } from './limited.js';

/** How much of an answer is read. */
const MOST_BODY_BYTES = 65_536;

/** Checked when the configuration was read: `HttpDetectorDto` of the contract, which says what they mean. */
export interface HttpDetectorOptions {
  readonly url: string;
  readonly method?: string;
  readonly status?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body_contains?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/** `type = "http"`: alive while a request is answered as it should be. */
@Detector('http')
export class HttpDetectorFactory extends DetectorFactory<HttpDetectorOptions> {
  constructor(@InjectClock() private readonly clock: Clock) {
    super();
  }

  /** @throws ProvisrError PROVISR_SPEC_INVALID when the certificates of `ca` cannot be read */
  create(options: HttpDetectorOptions): LivenessDetector {
    const { timeoutMs = 5_000, intervalMs = 2_000, body_contains: text = null } = options;
    const url = new URL(options.url);
    const wanted = parseStatusSet(options.status) ?? ANY_SUCCESS;
    const asked = requestOptions(options);
    const look = async (signal: AbortSignal): Promise<boolean> => {
      const response = await answerTo(url, { ...asked, signal });
      try {
        return isAmong(response.statusCode ?? 0, wanted) && (text === null || (await holds(response, text)));
      } finally {
        response.destroy();
      }
    };
    return {
      // What follows the path may be a secret, and the status shows the label.
      label: `http:${url.origin}${url.pathname}`,
      intervalMs,
      detect: async (signal) => ({ alive: await limited(this.clock, timeoutMs, signal, look), pid: null }),
    };
  }
}

function requestOptions({ method = 'GET', headers = {}, ca, insecure = false }: HttpDetectorOptions): RequestOptions {
  return {
    method,
    headers: { 'user-agent': 'provisr', ...headers },
    // Each look has a connection of its own: one that stays open would go on telling of a program that has closed its port.
    agent: false,
    rejectUnauthorized: !insecure,
    ...(ca === undefined ? {} : { ca: certificatesOf(ca) }),
  };
}

function certificatesOf(file: string): Buffer {
  try {
    const pem = readFileSync(file);
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw new ProvisrError('PROVISR_SPEC_INVALID', `detector http: "ca" cannot be used: ${file}: ${messageOf(cause)}`, {
      hint: 'name a file with certificates in PEM form',
      cause,
    });
  }
}

async function answerTo(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options);
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  // What breaks from here on is told by reading, and where nobody reads it is of no interest.
  request.on('error', () => undefined);
  return response;
}

function isAmong(status: number, wanted: readonly StatusRange[]): boolean {
  return wanted.some(([from, to]) => status >= from && status <= to);
}

async function holds(response: IncomingMessage, text: string): Promise<boolean> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BODY_BYTES).includes(text);
}

/** Loaded when somebody names the type. */
@Module({ providers: [HttpDetectorFactory] })
export class HttpDetectorModule {}
