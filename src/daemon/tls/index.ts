export type { CertificateProvider } from './certificate-provider.js';
export { type CertificateLog, FileCertificateProvider } from './file-certificate.provider.js';
export type { TlsSettings } from './tls-settings.js';
