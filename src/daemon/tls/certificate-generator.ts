import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, makeDirectory, messageOf, ProvisrError } from '#core';
import type { KeyPair } from './certificate-authority.js';
import { CA_CERT_NAME, CA_KEY_NAME, type CertificateSource } from './certificate-source.js';
import type { AutoGenConfig } from '../config/index.js';

/** A generated certificate is replaced when less than this part of its life is left. */
const RENEW_AT_FRACTION = 1 / 3;

/**
 * Makes sure the directory holds a generated certificate that is valid for a while yet.
 * Files a person put there are never replaced: only those signed by the CA whose key lies beside them are ours.
 * @returns whether something was written
 * @throws ProvisrError PROVISR_TLS_INVALID when the directory cannot be written
 */
export async function ensureGenerated(
  source: CertificateSource & { dir: string },
  settings: AutoGenConfig,
  nowMs: number,
): Promise<boolean> {
  const authority = await readAuthority(source.dir);
  const cert = await readOptional(source.certFile);
  if (cert !== null && !needsRenewal(cert, authority, nowMs)) return false;
  try {
    await generate(source, settings, authority, nowMs);
  } catch (error) {
    throw new ProvisrError('PROVISR_TLS_INVALID', `cannot generate a TLS certificate in ${source.dir}: ${messageOf(error)}`, {
      hint: 'make the directory writable for the daemon, or give cert_file and key_file',
      cause: error,
    });
  }
  return true;
}

async function generate(
  source: CertificateSource & { dir: string },
  settings: AutoGenConfig,
  existing: KeyPair | null,
  nowMs: number,
): Promise<void> {
  makeDirectory(source.dir, 0o700);
  // Loaded here only: the library costs start-up time and memory that other daemons need not pay.
  const { issueCertificate, makeAuthority } = await import('./certificate-authority.js');
  let authority = existing;
  if (authority === null) {
    authority = await makeAuthority(settings.organization, nowMs);
    await replaceFile(join(source.dir, CA_KEY_NAME), authority.key, 0o600);
    await replaceFile(join(source.dir, CA_CERT_NAME), authority.cert, 0o644);
  }
  const leaf = await issueCertificate(authority, settings, nowMs);
  await replaceFile(source.keyFile, leaf.key, 0o600);
  await replaceFile(source.certFile, leaf.cert, 0o644);
}

function needsRenewal(pem: string, authority: KeyPair | null, nowMs: number): boolean {
  if (authority === null) return false;
  try {
    const leaf = new X509Certificate(pem);
    if (!leaf.verify(new X509Certificate(authority.cert).publicKey)) return false;
    const lifeMs = leaf.validToDate.getTime() - leaf.validFromDate.getTime();
    return leaf.validToDate.getTime() - nowMs < lifeMs * RENEW_AT_FRACTION;
  } catch {
    // Not readable as a certificate: reported with its file name by whoever loads it.
    return false;
  }
}

/** The CA of the directory, `null` when there is none of ours. */
async function readAuthority(dir: string): Promise<KeyPair | null> {
  const cert = await readOptional(join(dir, CA_CERT_NAME));
  const key = await readOptional(join(dir, CA_KEY_NAME));
  if (cert === null || key === null) return null;
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { cert, key } : null;
  } catch {
    // A damaged CA cannot sign; without one the directory counts as not ours and is left alone.
    return null;
  }
}

async function readOptional(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function replaceFile(file: string, content: string, mode: number): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, content, { mode });
  // The mode of writeFile is subject to the umask and ignored for an existing file.
  await chmod(temporary, mode);
  await rename(temporary, file);
}
