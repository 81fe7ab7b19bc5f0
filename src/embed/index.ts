export type { ChangeReport, ProcessManager } from '#core';
export { type Route, type RouteName, ROUTES } from '#contract';
export { createProvisr, type Provisr } from './create-provisr.js';
export type { Endpoint, Endpoints, FastifyReplyLike, FastifyRequestLike, NodeHandler } from './endpoints.js';
export type { FastifyHost, FastifyMount, PrefixHandler } from './mounts.js';
export { InjectProvisr, PROVISR, ProvisrModule, type ProvisrModuleAsyncOptions, type ProvisrModuleOptions } from './provisr.module.js';
export type { ProvisrOptions } from './provisr-options.js';
