export type { PresentedCertificate } from './presented-certificate.js';
export { PRESENTED_CERTIFICATE, TlsModule } from './tls.module.js';
