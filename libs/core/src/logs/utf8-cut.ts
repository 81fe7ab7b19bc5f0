/**
 * Where to cut so that at most `limit` bytes stay and no character of UTF-8 is torn: up to three bytes earlier. Bytes that are no UTF-8 are
 * cut at the limit (RFC 3629, section 3: a character is one leading byte and up to three of the form 10xxxxxx).
 */
export function utf8Cut(bytes: Buffer, limit: number): number {
  if (bytes.length <= limit) return bytes.length;
  for (let at = limit; at > limit - 4 && at > 0; at -= 1) if (((bytes[at] as number) & 0xc0) !== 0x80) return at;
  return limit;
}
