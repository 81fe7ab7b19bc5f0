import type { AutoGenDto, FieldProblem, PathReader, TlsDto, TlsVersion } from '#contract';
import type { AutoGenConfig, TlsConfig } from '../daemon-config.js';

/**
 * `[server.tls]` with its defaults; `null` when it is not enabled. Whether the files fit is found out when they are loaded.
 * @param hasPlugins one of them may bring the certificate
 */
export function tlsSettings(dto: TlsDto | undefined, paths: PathReader, problems: FieldProblem[], hasPlugins: boolean): TlsConfig | null {
  if (dto?.enabled !== true) return null;
  const settings: TlsConfig = {
    certFile: paths.read(dto.cert_file, '/tls/cert_file'),
    keyFile: paths.read(dto.key_file, '/tls/key_file'),
    dir: paths.read(dto.dir, '/tls/dir'),
    autoGenerate: dto.auto_generate ?? false,
    autoGen: autoGenSettings(dto.auto_gen ?? {}),
    minVersion: nodeVersion(dto.min_version ?? '1.2'),
    maxVersion: nodeVersion(dto.max_version ?? '1.3'),
    clientCaFile: paths.read(dto.client_ca_file, '/tls/client_ca_file'),
  };
  problems.push(...contradictions(dto, hasPlugins));
  return settings;
}

function contradictions(dto: TlsDto, hasPlugins: boolean): FieldProblem[] {
  const { cert_file: cert, key_file: key, dir, min_version: lowest = '1.2', max_version: highest = '1.3' } = dto;
  const problems: FieldProblem[] = [];
  if (cert && !key) problems.push({ pointer: '/tls/cert_file', message: 'needs key_file too' });
  if (key && !cert) problems.push({ pointer: '/tls/key_file', message: 'needs cert_file too' });
  if (!cert && !key && !dir && !isLeftToPlugin(dto, hasPlugins)) problems.push({ pointer: '/tls', message: nothingToServe(dto) });
  if (lowest > highest) problems.push({ pointer: '/tls/min_version', message: 'is higher than max_version' });
  return problems;
}

function isLeftToPlugin(dto: TlsDto, hasPlugins: boolean): boolean {
  return hasPlugins && dto.auto_generate !== true;
}

function nothingToServe(dto: TlsDto): string {
  return dto.auto_generate ? 'needs "dir" to keep the generated files in' : 'needs cert_file and key_file, or dir';
}

function autoGenSettings(dto: AutoGenDto): AutoGenConfig {
  return {
    commonName: dto.common_name ?? 'localhost',
    organization: dto.organization ?? 'provisr',
    dnsNames: dto.dns_names ?? ['localhost'],
    ipAddresses: dto.ip_addresses ?? ['127.0.0.1', '::1'],
    validDays: dto.valid_days ?? 365,
  };
}

function nodeVersion(version: TlsVersion): 'TLSv1.2' | 'TLSv1.3' {
  return `TLSv${version}`;
}
