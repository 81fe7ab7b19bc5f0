import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { messageOf, ProvisrError } from '#core';
import type { TlsConfig } from '../config/index.js';

/** Certificate and key that were proven to fit each other. */
export interface CertificateMaterial {
  /** For `tls.createServer` and `server.setSecureContext` alike. */
  readonly context: SecureContextOptions;
  readonly certificate: X509Certificate;
}

/** What a listener is to present, as text, each with what it is called towards people. */
export interface UncheckedMaterial {
  readonly cert: string;
  readonly certName: string;
  readonly key: string;
  readonly keyName: string;
  /** Authority of client certificates; `null` = clients need none. */
  readonly clientCa: string | null;
}

/**
 * Checks everything a TLS listener needs, so that what is wrong is a start-up error and never a failing handshake.
 * @throws ProvisrError PROVISR_TLS_INVALID naming what is wrong
 */
export function checkMaterial(material: UncheckedMaterial, settings: TlsConfig): CertificateMaterial {
  const { cert, certName, key, keyName, clientCa } = material;
  const certificate = parseCertificate(`certificate ${certName}`, cert);
  if (!certificate.checkPrivateKey(parseKey(keyName, key))) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS key ${keyName} does not belong to certificate ${certName}`, {
      hint: 'give the key the certificate was made for',
    });
  }
  if (clientCa !== null) parseCertificate(`client_ca_file ${settings.clientCaFile ?? ''}`, clientCa);
  const { minVersion, maxVersion } = settings;
  const context: SecureContextOptions = { cert, key, minVersion, maxVersion, ...(clientCa === null ? {} : { ca: clientCa }) };
  assertUsable(context, certName);
  return { context, certificate };
}

function parseCertificate(what: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS ${what} is not a PEM certificate`, { cause: error });
  }
}

function parseKey(name: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const why = pem.includes('ENCRYPTED') ? 'is encrypted with a passphrase' : 'is not a PEM private key';
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS key ${name} ${why}`, {
      hint: 'give an unencrypted PEM key with mode 0600',
      cause: error,
    });
  }
}

function assertUsable(context: SecureContextOptions, certName: string): void {
  try {
    createSecureContext(context);
  } catch (error) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS certificate ${certName} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}
