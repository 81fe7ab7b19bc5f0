import { routePath, type RouteName, type RouteParams, type RouteQuery } from '#contract/routes';

/** The daemon writes the place of its API into the document, relative to it: that holds behind whatever prefix a proxy adds. */
const written = document.querySelector<HTMLMetaElement>('meta[name="provisr-api"]')?.content ?? '../api';
const base = new URL(`${written}/`, new URL('.', document.baseURI)).href.replace(/\/$/, '');

/** The address of an endpoint. */
export function addressOf<Name extends RouteName>(name: Name, params: RouteParams<Name>, query: RouteQuery = {}): string {
  return base + routePath(name, params, query);
}
