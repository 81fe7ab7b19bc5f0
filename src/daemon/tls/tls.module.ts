import { type DynamicModule, Logger, Module } from '@nestjs/common';
import type { CertificateProvider } from '#plugin';
import type { TlsConfig } from '../config/index.js';
import { PluginCatalogue } from '../plugins/index.js';
import { CERTIFICATE_PROVIDER } from '../slots/index.js';
import type { CertificateLog } from './certificate-provider.js';
import { FileCertificateProvider } from './file-certificate.provider.js';
import { PresentedCertificate } from './presented-certificate.js';

/** Token of the {@link PresentedCertificate}; `null` = plain HTTP. */
export const PRESENTED_CERTIFICATE = Symbol('tls.presented');

/** What the listeners present: from the files of the configuration, or from whoever has taken the slot. */
@Module({})
export class TlsModule {
  /** @param settings `null` = plain HTTP */
  static forRoot(settings: TlsConfig | null): DynamicModule {
    return {
      module: TlsModule,
      global: true,
      providers: [
        {
          provide: PRESENTED_CERTIFICATE,
          inject: [CERTIFICATE_PROVIDER, PluginCatalogue],
          useFactory: (slot: CertificateProvider | null, plugins: PluginCatalogue) => present(settings, slot, plugins),
        },
      ],
      exports: [PRESENTED_CERTIFICATE],
    };
  }
}

async function present(
  settings: TlsConfig | null,
  slot: CertificateProvider | null,
  plugins: PluginCatalogue,
): Promise<PresentedCertificate | null> {
  const logger = new Logger('tls');
  const log: CertificateLog = { info: (message) => logger.log(message), warn: (message) => logger.warn(message) };
  if (settings === null) {
    if (slot !== null) log.warn('a plugin provides a certificate that nobody is shown: [server.tls] is not enabled');
    return null;
  }
  if (slot === null) return PresentedCertificate.open(new FileCertificateProvider(settings, log), { settings, log });
  return PresentedCertificate.open(slot, { settings, log, blame: (reason) => plugins.blameForSlot(CERTIFICATE_PROVIDER, reason) });
}
