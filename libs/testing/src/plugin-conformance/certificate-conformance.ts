import { equal, ok } from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { systemClock, within } from '#core';
import type { CertificateProvider, ProvidedCertificate } from '#plugin';
import { waitFor } from '../wait-for.js';
import { PATIENCE_MS, type PluginCase } from './plugin-case.js';

/** A certificate provider, and what it gets its certificates from. */
export interface CertificateTrial {
  /** Makes one that has not been asked yet. */
  readonly open: () => CertificateProvider;
  /** Puts another certificate where it gets them from. */
  readonly renew: () => void | Promise<void>;
}

async function load(provider: CertificateProvider): Promise<ProvidedCertificate> {
  const { signal } = new AbortController();
  return within(systemClock, PATIENCE_MS, (async () => provider.load(signal))());
}

/** Ends it whatever comes of the work. */
async function having(trial: CertificateTrial, work: (provider: CertificateProvider) => Promise<void>): Promise<void> {
  const provider = trial.open();
  try {
    await work(provider);
  } finally {
    provider.close?.();
  }
}

/** What the daemon relies on, wherever certificates come from: for authors of certificate providers. */
export const certificateConformance: readonly PluginCase<CertificateTrial>[] = [
  {
    name: 'gives a certificate with the key that belongs to it',
    check: (trial) =>
      having(trial, async (provider) => {
        const { cert, key } = await load(provider);
        ok(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)), 'the key does not belong to the certificate');
        createSecureContext({ cert, key });
      }),
  },
  {
    name: 'gives the same until it is renewed, and another one then',
    check: (trial) =>
      having(trial, async (provider) => {
        const { cert } = await load(provider);
        equal((await load(provider)).cert, cert);
        await trial.renew();
        await waitFor(async () => (await load(provider)).cert !== cert, { what: 'the other certificate' });
      }),
  },
  {
    name: 'announces a renewal, if it announces any',
    check: (trial) =>
      having(trial, async (provider) => {
        if (provider.watch === undefined) return;
        let announced = 0;
        await load(provider);
        provider.watch(() => (announced += 1));
        await trial.renew();
        await waitFor(() => announced > 0, { what: 'the announcement', timeoutMs: 2 * PATIENCE_MS });
      }),
  },
];
