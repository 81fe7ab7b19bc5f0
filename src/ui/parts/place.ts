/** What of the daemon is looked at. */
export interface Place {
  /** Path of a page; `''` where the hash names none. */
  readonly page: string;
  /** What of the page is looked at closely; `''` for all of it. */
  readonly name: string;
  /** How it is looked at, e.g. `state=failed`; `''` where nothing is said. */
  readonly query: string;
}

/** What a hash means: `#/cron/backup` is the page `cron`, of it `backup`. */
export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.split('?', 2);
  const [, page = '', name = ''] = /^#\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  return { page: decoded(page), name: decoded(name), query };
}

/** The address of a page, or of one thing that it shows. */
export function hrefOf(page: string, name = ''): string {
  return `#/${encodeURIComponent(page)}${name === '' ? '' : `/${encodeURIComponent(name)}`}`;
}

/** The address of the table of processes that shows some of them. */
export function filteredHref(filter: { readonly search?: string; readonly state?: string; readonly group?: string }): string {
  return `${hrefOf('processes')}?${new URLSearchParams(filter).toString()}`;
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
