import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { keysOf, type Role, type RouteName, ROUTES, type WireClass } from '#contract';
import { ApiModule } from '../../../src/daemon/api/api.module.js';
import { ShutdownGuard } from '../../../src/daemon/api/shutdown.guard.js';
import { AuthGuard } from '../../../src/daemon/auth/auth.guard.js';
import { REQUIRED_ROLE } from '../../../src/daemon/auth/requires-role.decorator.js';
import { HealthController } from '../../../src/daemon/health/health.controller.js';
import { MetricsController } from '../../../src/daemon/metrics/metrics.controller.js';

/** What the controller that serves an endpoint says of it. */
export interface Handler {
  /** What a caller must be at least; `null` = open to everybody. */
  readonly role: Role | null;
  /** The class its query is checked with, `null` when it takes none. */
  readonly query: WireClass<object> | null;
  readonly takesBody: boolean;
  /** Refused while the daemon shuts down. */
  readonly endsAtShutdown: boolean;
}

/**
 * The handler of every endpoint, read from what Nest's decorators left on the controllers.
 * @throws Error for an endpoint without handler, and for a handler of no endpoint
 */
export function handlers(): ReadonlyMap<RouteName, Handler> {
  const api = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, ApiModule) as Type[];
  const found = new Map([...api, HealthController, MetricsController].flatMap(handlersOf));
  const missing = Object.keys(ROUTES).filter((name) => !found.has(name as RouteName));
  if (missing.length > 0) throw new Error(`no controller handles ${missing.join(', ')}`);
  return found;
}

function handlersOf(controller: Type): (readonly [RouteName, Handler])[] {
  const prototype = controller.prototype as Readonly<Record<string, object>>;
  return Object.getOwnPropertyNames(prototype).flatMap((member) => {
    const method = prototype[member] as object;
    const path = Reflect.getMetadata(PATH_METADATA, method) as string | undefined;
    if (member === 'constructor' || path === undefined) return [];
    return [[routeOf(RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as number] ?? '', path), handlerOf(controller, member)]];
  });
}

function routeOf(method: string, path: string): RouteName {
  const found = Object.entries(ROUTES).find(([, route]) => route.method === method && route.path === path);
  if (found === undefined) throw new Error(`${method} ${path} is no endpoint of ROUTES`);
  return found[0] as RouteName;
}

function handlerOf(controller: Type, member: string): Handler {
  const method = (controller.prototype as Readonly<Record<string, object>>)[member] as object;
  const guards = (Reflect.getMetadata(GUARDS_METADATA, controller) ?? []) as unknown[];
  const role = [method, controller].map((place) => Reflect.getMetadata(REQUIRED_ROLE, place) as Role | undefined).find(Boolean);
  const parameters = Object.keys((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, member) ?? {}) as object).map((key) =>
    key.split(':').map(Number),
  );
  const indexOf = (kind: RouteParamtypes): number | undefined => parameters.find(([type]) => type === kind)?.[1];
  return {
    role: guards.includes(AuthGuard) ? (role ?? 'admin') : null,
    query: queryClass(controller, member, indexOf(RouteParamtypes.QUERY)),
    takesBody: indexOf(RouteParamtypes.BODY) !== undefined,
    endsAtShutdown: guards.includes(ShutdownGuard),
  };
}

function queryClass(controller: Type, member: string, index: number | undefined): WireClass<object> | null {
  if (index === undefined) return null;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, member) as WireClass<object>[];
  const type = types[index];
  if (type === undefined || keysOf(type).size === 0) throw new Error(`the query of ${controller.name}.${member} is no wire class`);
  return type;
}
