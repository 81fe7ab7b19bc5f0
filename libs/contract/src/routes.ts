/**
 * Every endpoint of the HTTP API, in one table that server, client and OpenAPI share.
 * This file imports nothing, so that a thin client may load it alone.
 */

/** One endpoint. `path` uses `:name` for parameters and is relative to the base path unless `atRoot`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Lies at the root of the listener, whatever the base path is. */
  readonly atRoot?: true;
}

/** All endpoints by their operation name. */
export const ROUTES = {
  status: { method: 'GET', path: '/status' },
  start: { method: 'POST', path: '/start' },
  stop: { method: 'POST', path: '/stop' },
  restart: { method: 'POST', path: '/restart' },
  register: { method: 'POST', path: '/register' },
  update: { method: 'POST', path: '/update' },
  unregister: { method: 'POST', path: '/unregister' },
  groupStatus: { method: 'GET', path: '/group/status' },
  groupStart: { method: 'POST', path: '/group/start' },
  groupStop: { method: 'POST', path: '/group/stop' },
  groupRestart: { method: 'POST', path: '/group/restart' },
  groups: { method: 'GET', path: '/groups' },
  processes: { method: 'GET', path: '/processes' },
  process: { method: 'GET', path: '/processes/:name' },
  processSpec: { method: 'GET', path: '/processes/:name/spec' },
  processDefinition: { method: 'GET', path: '/processes/:name/definition' },
  processWhy: { method: 'GET', path: '/processes/:name/why' },
  processLogs: { method: 'GET', path: '/processes/:name/logs' },
  events: { method: 'GET', path: '/events' },
  history: { method: 'GET', path: '/history' },
  cronjobs: { method: 'GET', path: '/cronjobs' },
  cronjob: { method: 'GET', path: '/cronjobs/:name' },
  cronjobTrigger: { method: 'POST', path: '/cronjobs/:name/trigger' },
  cronjobSuspend: { method: 'POST', path: '/cronjobs/:name/suspend' },
  cronjobResume: { method: 'POST', path: '/cronjobs/:name/resume' },
  cronjobHistory: { method: 'GET', path: '/cronjobs/:name/history' },
  configuration: { method: 'GET', path: '/configuration' },
  reload: { method: 'POST', path: '/reload' },
  reloadPreview: { method: 'GET', path: '/reload/preview' },
  upgrade: { method: 'POST', path: '/upgrade' },
  upgradeState: { method: 'GET', path: '/upgrade' },
  plugins: { method: 'GET', path: '/plugins' },
  about: { method: 'GET', path: '/about' },
  identity: { method: 'GET', path: '/identity' },
  openapi: { method: 'GET', path: '/openapi.json' },
  debugProcesses: { method: 'GET', path: '/debug/processes' },
  logLevels: { method: 'GET', path: '/debug/log-levels' },
  setLogLevel: { method: 'PUT', path: '/debug/log-levels' },
  live: { method: 'GET', path: '/health/live', atRoot: true },
  ready: { method: 'GET', path: '/health/ready', atRoot: true },
  metrics: { method: 'GET', path: '/metrics', atRoot: true },
} as const satisfies Record<string, Route>;

/** The name of an endpoint, e.g. `processLogs`. */
export type RouteName = keyof typeof ROUTES;

type ParamsOf<Path extends string> = Path extends `${string}:${infer Param}/${infer Rest}`
  ? Param | ParamsOf<Rest>
  : Path extends `${string}:${infer Param}`
    ? Param
    : never;

/** The path parameters of an endpoint, e.g. `{ name: string }`. */
export type RouteParams<Name extends RouteName> = Readonly<Record<ParamsOf<(typeof ROUTES)[Name]['path']>, string>>;

/** Values of a query; `undefined` leaves a parameter out. */
export type RouteQuery = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Builds the path of a request, escaped, without the base path.
 *
 * @example routePath('processLogs', { name: 'web-1' }, { tail: 100 }) // "/processes/web-1/logs?tail=100"
 */
export function routePath<Name extends RouteName>(route: Name, params: RouteParams<Name>, query: RouteQuery = {}): string {
  const given: Readonly<Record<string, string>> = params;
  const path = ROUTES[route].path.replace(/:(\w+)/g, (_match, param: string) => encodeURIComponent(given[param] ?? ''));
  return `${path}${queryString(query)}`;
}

/** Whether an endpoint lies outside the base path. */
export function isRootRoute(route: RouteName): boolean {
  const entry: Route = ROUTES[route];
  return entry.atRoot === true;
}

/** `/api/`, `api` and `/api` become `/api`; `/` and the empty string become the empty string. */
export function normaliseBasePath(basePath: string): string {
  const inner = basePath.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}

function queryString(query: RouteQuery): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.append(name, String(value));
  }
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}
