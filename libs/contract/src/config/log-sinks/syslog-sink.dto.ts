import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';
import { Key } from '../../schema/key.js';
import { IsSize, IsStructuredData, IsSyslogAddress } from '../../validation/sink-validators.js';
import { BUFFER_RANGE, LineSinkDto } from './line-sink.dto.js';

/** By number (RFC 5424, table 1); the names of syslog(3). */
export const SYSLOG_FACILITIES: readonly string[] =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/** By number (RFC 5424, table 2). */
export const SYSLOG_SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as readonly string[];

export const SYSLOG_FORMATS = ['rfc5424', 'rfc3164'] as const;
export const SYSLOG_FRAMINGS = ['octet-counted', 'newline'] as const;

/** Options of `type = "syslog"`. */
export class SyslogSinkDto extends LineSinkDto {
  @Key('The receiver: `udp://host:514`, `tcp://host:514`, `tls://host:6514`, or `unix:///dev/log` (of either kind).', {
    examples: ['tcp://logs.example.com:514', 'unix:///dev/log'],
  })
  @IsSyslogAddress()
  address!: string;

  @Key('`rfc5424`, or `rfc3164` for receivers that know no other, such as journald and the local socket of rsyslog.', {
    default: 'rfc5424',
  })
  @IsOptional()
  @IsIn(SYSLOG_FORMATS)
  format?: (typeof SYSLOG_FORMATS)[number];

  @Key('How messages are told apart on TCP and stream sockets (RFC 6587); over TLS always `octet-counted`.', { default: 'octet-counted' })
  @IsOptional()
  @IsIn(SYSLOG_FRAMINGS)
  framing?: (typeof SYSLOG_FRAMINGS)[number];

  @Key('Facility of all messages.', { default: 'daemon' })
  @IsOptional()
  @IsIn(SYSLOG_FACILITIES)
  facility?: string;

  @Key('Severity of what comes on standard output.', { default: 'info' })
  @IsOptional()
  @IsIn(SYSLOG_SEVERITIES)
  severity_stdout?: string;

  @Key('Severity of what comes on standard error.', { default: 'err' })
  @IsOptional()
  @IsIn(SYSLOG_SEVERITIES)
  severity_stderr?: string;

  @Key('APP-NAME. Absent: the name of the process.')
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,48}$/, { message: 'must be 1 to 48 printable ASCII characters without spaces' })
  app_name?: string;

  @Key('HOSTNAME. Absent: the name of this machine.')
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,255}$/, { message: 'must be 1 to 255 printable ASCII characters without spaces' })
  hostname?: string;

  @Key('Structured data of each message: tables by their SD-ID (RFC 5424, section 6.3).', {
    examples: [{ 'deployment@32473': { region: 'eu', tier: 'web' } }],
  })
  @IsOptional()
  @IsStructuredData()
  structured_data?: Record<string, Record<string, string>>;

  @Key('Begin messages that are UTF-8 and more than ASCII with a byte order mark, as RFC 5424 demands (section 6.4).', { default: true })
  @IsOptional()
  @IsBoolean()
  bom?: boolean;

  @Key(
    'Largest message, header included: a number of bytes, or a string such as "8KiB". Longer lines become several. 480 bytes to 64 KiB; ' +
      'absent: 2048 bytes by UDP, else 8 KiB.',
  )
  @IsOptional()
  @IsSize({ minBytes: 480, maxBytes: 65_507 })
  max_message_size?: string | number;

  @Key('File of the certificates to trust (PEM), for `tls`. Absent: those that Node.js trusts.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  ca_file?: string;

  @Key('File of our own certificate (PEM), where the receiver wants one.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  cert_file?: string;

  @Key('File of its key (PEM).')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  key_file?: string;

  @Key('How much may wait for this receiver, of all processes together; what comes beyond is dropped and counted. 64 KiB to 1 GiB.', {
    default: '1MiB',
  })
  @IsOptional()
  @IsSize(BUFFER_RANGE)
  buffer?: string | number;
}
