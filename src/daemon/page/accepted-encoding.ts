/** What the files of the page are kept in, the smallest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The smallest that the header `Accept-Encoding` takes (RFC 9110, 12.5.3); without one nothing is compressed. */
export function acceptedEncoding(header: string | undefined): Encoding {
  const accepted = new Map((header ?? '').split(',').map(weighed));
  const takes = (name: string): boolean => (accepted.get(name) ?? accepted.get('*') ?? 0) > 0;
  return ENCODINGS.find((name) => name !== 'identity' && takes(name)) ?? 'identity';
}

function weighed(entry: string): [name: string, weight: number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0];
}
