import { type IncomingHttpHeaders, request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest, type RequestOptions as SecureRequestOptions } from 'node:https';

/** One request. */
export interface HttpCall {
  readonly method?: string;
  /** Sent as they are, `host` and `origin` included, which a browser's fetch would not let one choose. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Unix socket instead of the host of the URL. */
  readonly socketPath?: string;
  /** Address to come from, e.g. `127.0.0.9`. */
  readonly localAddress?: string;
  /** Of an https URL: authority to trust, own certificate and key, versions. */
  readonly tls?: Pick<SecureRequestOptions, 'ca' | 'cert' | 'key' | 'maxVersion' | 'minVersion' | 'servername'>;
}

/** What came back, whatever the status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, parsed. @throws SyntaxError with the status and the text when it is no JSON */
  json<Body = Readonly<Record<string, unknown>>>(): Body;
}

/** One request on a connection of its own. */
export function httpRequest(url: string, call: HttpCall = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { tls, socketPath, localAddress, body, method, headers } = call;
    const options: RequestOptions = {
      agent: false,
      method: method ?? 'GET',
      headers: { ...headers },
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(localAddress === undefined ? {} : { localAddress }),
    };
    const request = url.startsWith('https:') ? secureRequest(url, { ...options, ...tls }) : plainRequest(url, options);
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.once('error', reject);
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ status, headers: response.headers, text, json: <Body>() => parse(status, text) as Body });
      });
    });
    request.end(body);
  });
}

function parse(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(`HTTP ${status} with a body that is no JSON: ${text}`);
  }
}
