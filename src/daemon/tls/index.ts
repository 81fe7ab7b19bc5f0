export type { CertificateProvider } from './certificate-provider.js';
export { FileCertificateProvider } from './file-certificate.provider.js';
