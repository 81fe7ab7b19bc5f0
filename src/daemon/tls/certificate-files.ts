import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { errnoOf, messageOf, ProvisrError } from '#core';
import type { TlsConfig } from '../config/index.js';

/** Certificate and key that were proven to fit each other. */
export interface CertificateMaterial {
  /** For `tls.createServer` and `server.setSecureContext` alike. */
  readonly context: SecureContextOptions;
  readonly certificate: X509Certificate;
}

/** The files to read, each with the setting a person would have to mend. */
export interface MaterialFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a directory',
};

/**
 * Reads and checks everything a TLS listener needs, so that a wrong file is a start-up error and never a failing handshake.
 * @throws ProvisrError PROVISR_TLS_INVALID naming the setting and the file
 */
export async function readMaterial(files: MaterialFiles, settings: TlsConfig): Promise<CertificateMaterial> {
  const cert = await readPem('certificate', files.certFile);
  const key = await readPem('key', files.keyFile);
  const certificate = parseCertificate('certificate', files.certFile, cert);
  if (!certificate.checkPrivateKey(parseKey(files.keyFile, key))) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS key ${files.keyFile} does not belong to certificate ${files.certFile}`, {
      hint: 'give the key the certificate was made for',
    });
  }
  const context: SecureContextOptions = { cert, key, minVersion: settings.minVersion, maxVersion: settings.maxVersion };
  if (settings.clientCaFile !== null) {
    context.ca = await readPem('client_ca_file', settings.clientCaFile);
    parseCertificate('client_ca_file', settings.clientCaFile, context.ca);
  }
  assertUsable(context, files.certFile);
  return { context, certificate };
}

async function readPem(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const problem = FILE_PROBLEMS[errnoOf(error) ?? ''] ?? `cannot be read: ${messageOf(error)}`;
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS ${what} ${file} ${problem}`, {
      hint: 'check [server.tls] in the configuration',
      cause: error,
    });
  }
}

function parseCertificate(what: string, file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS ${what} ${file} is not a PEM certificate`, { cause: error });
  }
}

function parseKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const why = pem.includes('ENCRYPTED') ? 'is encrypted with a passphrase' : 'is not a PEM private key';
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS key ${file} ${why}`, {
      hint: 'give an unencrypted PEM key with mode 0600',
      cause: error,
    });
  }
}

function assertUsable(context: SecureContextOptions, certFile: string): void {
  try {
    createSecureContext(context);
  } catch (error) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS certificate ${certFile} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}
