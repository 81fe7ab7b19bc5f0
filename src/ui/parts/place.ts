/** What of the daemon is looked at. */
export interface Place {
  /** Path of a page; `''` where the hash names none. */
  readonly page: string;
  /** What of the page is looked at closely; `''` for all of it. */
  readonly name: string;
}

/** What a hash means: `#/cron/backup` is the page `cron`, of it `backup`. */
export function placeOf(hash: string): Place {
  const [, page = '', name = ''] = /^#\/([^/?]+)(?:\/([^/?]+))?/.exec(hash) ?? [];
  return { page: decoded(page), name: decoded(name) };
}

/** The address of a page, or of one thing that it shows. */
export function hrefOf(page: string, name = ''): string {
  return `#/${encodeURIComponent(page)}${name === '' ? '' : `/${encodeURIComponent(name)}`}`;
}

export function processHref(name: string): string {
  return hrefOf('processes', name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // Typed by hand, and no escaped text.
  }
}
