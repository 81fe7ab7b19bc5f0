import { join } from 'node:path';
import { ProvisrError } from '#core';
import type { TlsConfig } from '../config/index.js';

/** Where certificate and key come from. */
export interface CertificateSource {
  readonly kind: 'files' | 'generated' | 'directory';
  readonly certFile: string;
  readonly keyFile: string;
  /** Directory of the generated ones, `null` for `files`. */
  readonly dir: string | null;
}

const CERT_NAME = 'tls.crt';
const KEY_NAME = 'tls.key';
/** The CA clients are given to trust; public. */
export const CA_CERT_NAME = 'tls_ca.crt';
/** Key of the generated CA: its presence marks a directory whose certificates are ours to renew. */
export const CA_KEY_NAME = 'tls_ca.key';

/**
 * Picks the source by the documented priority: cert_file + key_file, then dir + auto_generate, then dir.
 * @throws ProvisrError PROVISR_TLS_INVALID when the settings name none, or only half a pair
 */
export function certificateSource(settings: TlsConfig): CertificateSource {
  const { certFile, keyFile, dir } = settings;
  if (certFile !== null && keyFile !== null) return { kind: 'files', certFile, keyFile, dir: null };
  if (certFile !== null || keyFile !== null) {
    const missing = certFile === null ? 'cert_file' : 'key_file';
    throw new ProvisrError('PROVISR_TLS_INVALID', `[server.tls]: ${missing} is missing: cert_file and key_file are given together`, {
      hint: `set ${missing}, or use dir instead of both`,
    });
  }
  if (dir === null) {
    throw new ProvisrError('PROVISR_TLS_INVALID', '[server.tls] is enabled but names no certificate', {
      hint: 'set cert_file and key_file, or dir (with auto_generate = true for a self-made certificate); no plugin provides one either',
    });
  }
  return {
    kind: settings.autoGenerate ? 'generated' : 'directory',
    certFile: join(dir, CERT_NAME),
    keyFile: join(dir, KEY_NAME),
    dir,
  };
}
