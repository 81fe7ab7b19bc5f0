const LINE_FEED = Buffer.from('\n');

/** Makes one piece of a message for a stream of them. */
export type Frame = (message: Buffer) => Buffer;

/** `MSG-LEN SP SYSLOG-MSG` (RFC 6587, section 3.4.1; RFC 5425, section 4.3). */
export const octetCounted: Frame = (message) => Buffer.concat([Buffer.from(`${message.length} `), message]);

/** A line feed behind each (RFC 6587, section 3.4.2): there is none in a line. */
export const endedByNewline: Frame = (message) => Buffer.concat([message, LINE_FEED]);
