import { createHmac } from 'node:crypto';

/** Headers by which a receiver knows the event, its age and its sender, as https://www.standardwebhooks.com has them. */
export interface SignedHeaders {
  readonly 'webhook-id': string;
  /** Seconds since the epoch. */
  readonly 'webhook-timestamp': string;
  /** `v1,` and the HMAC-SHA256 over id, timestamp and body with dots between them, in base64. Absent without a secret. */
  readonly 'webhook-signature'?: string;
}

const ENCODED = 'whsec_';

/** @param secret what begins with `whsec_` is base64, the rest is taken as it is; `null` = unsigned. @param epochMs now */
export function signedHeaders(id: string, epochMs: number, body: string, secret: string | null): SignedHeaders {
  const timestamp = String(Math.floor(epochMs / 1000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === null) return headers;
  const key = secret.startsWith(ENCODED) ? Buffer.from(secret.slice(ENCODED.length), 'base64') : Buffer.from(secret);
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${mac}` };
}
