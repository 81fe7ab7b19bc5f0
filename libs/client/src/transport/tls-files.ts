import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { errnoOf, messageOf, ProvisrError } from '#core/errors';
import type { ClientTlsOptions } from '../options.js';

/**
 * Loads what the options name. Everything is read and parsed here, so that a wrong setting is an error that names the
 * file instead of a failing handshake or a silent downgrade.
 * @throws ProvisrError PROVISR_TLS_INVALID
 */
export function tlsConnectionOptions(tls: ClientTlsOptions): ConnectionOptions {
  if ((tls.clientCert === undefined) !== (tls.clientKey === undefined)) {
    throw invalid('a client certificate needs its key and the other way round', 'give both clientCert and clientKey');
  }
  return {
    ...(tls.caCert === undefined ? {} : { ca: certificateFile(tls.caCert, 'CA certificate') }),
    ...(tls.clientCert === undefined ? {} : { cert: certificateFile(tls.clientCert, 'client certificate') }),
    ...(tls.clientKey === undefined ? {} : { key: keyFile(tls.clientKey, tls.clientCert) }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    rejectUnauthorized: tls.skipVerify !== true,
  };
}

function certificateFile(path: string, what: string): Buffer {
  const pem = readPem(path, what);
  try {
    new X509Certificate(pem);
  } catch (cause) {
    throw invalid(`${what} ${path} is not a PEM certificate: ${messageOf(cause)}`, undefined, cause);
  }
  return pem;
}

function keyFile(path: string, certificatePath: string | undefined): Buffer {
  const pem = readPem(path, 'client key');
  const key = parseKey(pem, path);
  if (certificatePath !== undefined && !new X509Certificate(readPem(certificatePath, 'client certificate')).checkPrivateKey(key)) {
    throw invalid(`client key ${path} does not belong to the certificate ${certificatePath}`);
  }
  return pem;
}

function parseKey(pem: Buffer, path: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw invalid(`client key ${path} is not an unencrypted PEM private key: ${messageOf(cause)}`, undefined, cause);
  }
}

function readPem(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw invalid(`cannot read the ${what} ${path}: ${errnoOf(cause) ?? messageOf(cause)}`, 'check the path and its permissions', cause);
  }
}

function invalid(message: string, hint?: string, cause?: unknown): ProvisrError {
  return new ProvisrError('PROVISR_TLS_INVALID', message, { ...(hint === undefined ? {} : { hint }), cause });
}
