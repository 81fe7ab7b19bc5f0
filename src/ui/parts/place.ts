/** What of the daemon is looked at. */
export interface Place {
  readonly page: 'processes' | 'process';
  readonly name: string;
}

/** What a hash means; all processes where it means nothing. */
export function placeOf(hash: string): Place {
  const name = decoded(/^#\/processes\/([^/?]+)/.exec(hash)?.[1] ?? '');
  return name === '' ? { page: 'processes', name: '' } : { page: 'process', name };
}

export function processHref(name: string): string {
  return `#/processes/${encodeURIComponent(name)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // Typed by hand, and no escaped text.
  }
}
