import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import type { WireDuration } from '../duration.js';
import { Key } from '../schema/key.js';
import { Verbatim } from '../validation/free-form.js';
import { IsHeaderTable, IsProbeUrl, IsStatusSet } from '../validation/http-validators.js';
import { IsPositiveDuration } from '../validation/wire-validators.js';

const ONE_STATUS = [
  { type: 'integer', minimum: 100, maximum: 599 },
  { type: 'string', pattern: '^[1-5]\\d\\d(-[1-5]\\d\\d)?$' },
];
const STATUS_SET = { anyOf: [...ONE_STATUS, { type: 'array', minItems: 1, items: { anyOf: ONE_STATUS } }] };

/** What detectors have in common that ask over the network. */
abstract class NetworkDetectorDto {
  @Key('What tells whether it is alive.')
  @IsString()
  type!: string;

  @Key('How long one look may take; then it says "not alive".', { default: '5s' })
  @IsOptional()
  @IsPositiveDuration()
  timeout?: WireDuration;

  @Key('Time between two looks.', { default: '2s' })
  @IsOptional()
  @IsPositiveDuration()
  interval?: WireDuration;
}

/** Alive while a port takes connections. */
export class TcpDetectorDto extends NetworkDetectorDto {
  @Key('Name or address to connect to.', { default: '127.0.0.1' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  host?: string;

  @Key('Port, 1 to 65535. The connection is closed as soon as it stands.', { examples: [5432] })
  @IsInt()
  @Min(1)
  @Max(65_535)
  port!: number;
}

/** Alive while a request is answered as it should be. Redirects are not followed. */
export class HttpDetectorDto extends NetworkDetectorDto {
  @Key('Address to ask, `http:` or `https:`, without user and password: those belong into `headers`.', {
    examples: ['http://127.0.0.1:8080/healthz'],
  })
  @IsProbeUrl()
  url!: string;

  @Key('Method of the request.', { default: 'GET' })
  @IsOptional()
  @IsIn(['GET', 'HEAD', 'OPTIONS', 'POST'])
  method?: string;

  @Key('Status codes that say "alive": a code, a range such as "200-299", or a list of both.', {
    default: '200-399',
    examples: [200, ['200-299', 404]],
    schema: STATUS_SET,
  })
  @IsOptional()
  @IsStatusSet()
  @Verbatim()
  status?: number | string | (number | string)[];

  @Key('Headers of the request.', {
    examples: [{ host: 'app.example' }],
    schema: { type: 'object', additionalProperties: { type: 'string' } },
  })
  @IsOptional()
  @IsHeaderTable()
  @Verbatim()
  headers?: Record<string, string>;

  @Key('Text that the answer has to hold within its first 64 KiB. Without it the body is not read.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  body_contains?: string;

  @Key('File with the certificates (PEM) of the authorities that may have signed the one of the server. Default: those of Node.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  ca?: string;

  @Key('Take any certificate of the server.', { default: false })
  @IsOptional()
  @IsBoolean()
  insecure?: boolean;
}
