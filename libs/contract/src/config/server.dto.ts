import { IsArray, IsBoolean, IsIP, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Key } from '../schema/key.js';
import { Table, TableList } from '../validation/nested.js';
import { FreeForm } from '../validation/free-form.js';
import { IsListenAddress, IsProgramName, IsMoment } from '../validation/wire-validators.js';

/** Who may do what: read; start, stop, restart and trigger; or everything. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** TLS versions that may be chosen. */
export const TLS_VERSIONS = ['1.2', '1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** What a generated certificate says. */
export class AutoGenDto {
  @Key('Common name of the certificate.', { default: 'localhost' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  common_name?: string;

  @Key('Organization of the certificate.', { default: 'provisr' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  organization?: string;

  @Key('Names it is valid for.', { default: ['localhost'] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  dns_names?: string[];

  @Key('IP addresses it is valid for.', { default: ['127.0.0.1', '::1'] })
  @IsOptional()
  @IsArray()
  @IsIP(undefined, { each: true })
  ip_addresses?: string[];

  @Key('How long it is valid; it is renewed before.', { default: 365 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  valid_days?: number;
}

/** TLS of the listener. Priority: `cert_file` with `key_file`, then `dir` with `auto_generate`, then `dir`. */
export class TlsDto {
  @Key('Serve HTTPS.', { default: false })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  @Key('Certificate (PEM, with its chain).')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  cert_file?: string;

  @Key('Private key (PEM).')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  key_file?: string;

  @Key('Directory with tls.crt, tls.key and tls_ca.crt.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  dir?: string;

  @Key('Make a self-signed certificate in `dir` when there is none, and renew it.', { default: false })
  @IsOptional()
  @IsBoolean()
  auto_generate?: boolean;

  @Key('What the generated certificate says.')
  @IsOptional()
  @Table(() => AutoGenDto)
  auto_gen?: AutoGenDto;

  @Key('Lowest TLS version accepted.', { default: '1.2' })
  @IsOptional()
  @IsIn(TLS_VERSIONS)
  min_version?: TlsVersion;

  @Key('Highest TLS version offered.', { default: '1.3' })
  @IsOptional()
  @IsIn(TLS_VERSIONS)
  max_version?: TlsVersion;

  @Key('Certificates of the authorities that client certificates must come from (mutual TLS).')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  client_ca_file?: string;
}

/** A bearer token, of which only the hash is stored. */
export class TokenDto {
  @Key('Whose token it is; appears in the audit log.')
  @IsProgramName()
  name!: string;

  @Key('Hash of the token as `provisr token create` prints it.', { examples: [`sha256:${'0'.repeat(64)}`] })
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'must be "sha256:" and 64 hexadecimal digits, as "provisr token create" prints it' })
  hash!: string;

  @Key('What its holder may do.')
  @IsIn(ROLES)
  role!: Role;

  @Key('From when on it is worth nothing: a day (UTC) or a time with its offset. Default: never.', {
    examples: ['2027-01-31', '2027-01-31T12:00:00Z'],
  })
  @IsOptional()
  @IsMoment()
  expires_at?: string | Date;
}

/** Who may use the API. */
export class AuthDto {
  @Key('Bearer tokens.', { default: [] })
  @IsOptional()
  @TableList(() => TokenDto)
  tokens?: TokenDto[];

  @Key('Roles of client certificates by their common name (mutual TLS).', {
    examples: [{ deployer: 'admin' }],
    schema: { type: 'object', additionalProperties: { enum: [...ROLES] } },
  })
  @IsOptional()
  @FreeForm()
  clients?: Record<string, Role>;

  @Key('Listen beyond loopback without any authentication. Whoever reaches the port may run programs.', { default: false })
  @IsOptional()
  @IsBoolean()
  allow_unauthenticated?: boolean;
}

/** The HTTP API and the daemon's own files. */
export class ServerDto {
  @Key('Serve the HTTP API.', { default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  @Key('Address of the API; `:8080` is every interface, `none` is only the socket. Loopback only, unless `[server.auth]` is set.', {
    default: '127.0.0.1:8080',
  })
  @IsOptional()
  @IsListenAddress({ mayBeNone: true })
  listen?: string;

  @Key('Path under which the API lies.', { default: '/api' })
  @IsOptional()
  @IsString()
  @Matches(/^\/?([\w.~-]+\/?)*$/, { message: 'must be a path such as "/api"' })
  base_path?: string;

  @Key('Unix socket that serves the API too (mode 0600).')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  socket?: string;

  @Key('PID file of the daemon; removed at exit.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  pidfile?: string;

  @Key("The daemon's own log; standard error when absent.")
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  logfile?: string;

  @Key('TLS of the listener.')
  @IsOptional()
  @Table(() => TlsDto)
  tls?: TlsDto;

  @Key('Who may use the API.')
  @IsOptional()
  @Table(() => AuthDto)
  auth?: AuthDto;
}
