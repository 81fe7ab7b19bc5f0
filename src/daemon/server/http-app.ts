import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { MetricsService } from '../metrics/index.js';
import { ProblemFilter } from '../problem/index.js';
import type { RequestHandler } from './listener.js';
import { readRefusedBodies } from './refused-body.js';
import { observeRequests } from './request-hooks.js';
import { answerUnreadablePath } from './unreadable-path.js';

/** Larger bodies are answered with 413. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * No route has a schema of Fastify's: wire classes check what comes in. Without a compiler of our own it would load its two, which are the
 * largest of its parts.
 */
const WITHOUT_SCHEMAS = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

function refuseSchema(): never {
  throw new Error('a route was given a schema of Fastify: requests are checked by wire classes instead');
}

/** The application, ready to answer but not listening: listeners of any kind share it. */
export interface HttpApp {
  readonly nest: NestFastifyApplication;
  readonly handler: RequestHandler;
}

/**
 * Builds the application; it logs to whatever `Logger.overrideLogger` was given.
 * @param prepare adds hooks of whoever passes requests on
 */
export async function createHttpApp(
  module: DynamicModule,
  prepare: (fastify: FastifyInstance) => void = () => undefined,
): Promise<HttpApp> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // Nobody in front of us is believed: addresses and hosts are those of the connection.
    trustProxy: false,
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: answerUnreadablePath,
    schemaController: WITHOUT_SCHEMAS,
  });
  const nest = await NestFactory.create<NestFastifyApplication>(module, adapter, { bodyParser: false, abortOnError: false });
  const fastify = adapter.getInstance() as FastifyInstance;
  try {
    parseJsonOnly(fastify);
    nest.useGlobalFilters(nest.get(ProblemFilter));
    prepare(fastify);
    readRefusedBodies(fastify);
    observeRequests(fastify, nest.get(MetricsService).http);
    await nest.init();
    await fastify.ready();
  } catch (error) {
    // What failed to begin may fail to end: the first failure is what counts.
    await nest.close().catch(() => undefined);
    throw error;
  }
  return { nest, handler: (request, response) => fastify.routing(request, response) };
}

/** Fastify parses plain text too, and Nest adds forms: what a page of another origin may send without asking is not even read. */
function parseJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Clients that always name the type but send nothing mean no body.
    if (body === '') done(null);
    else void parse(request, body as string, done);
  });
}
