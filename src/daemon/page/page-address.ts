/** Where the page lies, at the root of the listener. */
export const PAGE_PATH = 'ui';

/**
 * The base path of the API as seen from the page (`/ui/`), without a slash at the end. Relative, so that it holds behind whatever prefix a
 * proxy puts before both.
 */
export function apiAddressFromPage(basePath: string): string {
  return `..${basePath}`;
}
