import { Logger } from '@nestjs/common';
import { parseSyslogAddress, type SyslogAddress, type SyslogSinkDto } from '#contract';
import type { Clock, LogSink } from '#core';
import type { LogTarget } from '#plugin';
import { type Carrier, Courier } from '../delivery/courier.js';
import { bytesOf, lineRules } from '../delivery/line-options.js';
import { Places } from '../delivery/places.js';
import { SendingSink } from '../delivery/sending.sink.js';
import { endedByNewline, octetCounted } from './framing.js';
import { connectionTo, StreamCarrier } from './stream.carrier.js';
import { syslogFormat } from './syslog-message.js';
import { UdpCarrier } from './udp.carrier.js';
import { UnixCarrier } from './unix.carrier.js';

const DEFAULT_BUFFER_BYTES = 1024 ** 2;
/** RFC 5426, section 3.2: receivers should take 2048 bytes. */
const DATAGRAM_BYTES = 2_048;
/** What rsyslog and syslog-ng take without being told to. */
const STREAM_BYTES = 8_192;
const BATCH = { entries: 256, bytes: 64 * 1024 };

/** All sinks of type `syslog`. */
export class SyslogSinks {
  readonly #logger = new Logger('logs');
  readonly #places = new Places<Courier<Buffer>, Buffer>();

  constructor(private readonly clock: Clock) {}

  /** @throws Error when the structured data leaves no room for lines */
  open(options: SyslogSinkDto, target: LogTarget): LogSink {
    const address = addressOf(options);
    const defaultBytes = address.transport === 'udp' ? DATAGRAM_BYTES : STREAM_BYTES;
    const isLocal = address.transport === 'unix';
    const { longestLineBytes, format } = syslogFormat(options, target, bytesOf(options.max_message_size, defaultBytes), isLocal);
    const rules = { ...lineRules(this.clock, target, options), longestBytes: longestLineBytes };
    return new SendingSink(
      this.#places.join(keyOf(options), () => this.#courier(options, address)),
      rules,
      format,
    );
  }

  #courier(options: SyslogSinkDto, address: SyslogAddress): Courier<Buffer> {
    const label = `syslog ${options.address}`;
    // A datagram is delivered or not: none is sent twice because a later one failed.
    const isDatagram = address.transport === 'udp' || address.transport === 'unix';
    return new Courier(this.#carrier(options, address), {
      clock: this.clock,
      random: Math.random,
      label,
      bufferBytes: bytesOf(options.buffer, DEFAULT_BUFFER_BYTES),
      batchEntries: isDatagram ? 1 : BATCH.entries,
      batchBytes: BATCH.bytes,
      lingerMs: 0,
      lostAtEnd: (bytes) => this.#logger.warn(`${label}: ${bytes} bytes could not be delivered any more`),
    });
  }

  #carrier(options: SyslogSinkDto, address: SyslogAddress): Carrier<Buffer> {
    if (address.transport === 'udp') return new UdpCarrier(address.host, address.port, this.clock);
    const files = { ca: options.ca_file, cert: options.cert_file, key: options.key_file };
    const frame = options.framing === 'newline' && address.transport !== 'tls' ? endedByNewline : octetCounted;
    const stream = new StreamCarrier(connectionTo(address, files), frame, this.clock);
    return address.transport === 'unix' ? new UnixCarrier(address.path, stream, this.clock) : stream;
  }
}

function addressOf({ address }: SyslogSinkDto): SyslogAddress {
  const parsed = parseSyslogAddress(address);
  if (parsed === null) throw new Error(`address: "${address}" is none`);
  return parsed;
}

/** Streams share what is the same on the way, whatever their messages look like. */
function keyOf({ address, framing, ca_file: ca, cert_file: cert, key_file: key, buffer }: SyslogSinkDto): string {
  return JSON.stringify([address, framing, ca, cert, key, buffer]);
}
