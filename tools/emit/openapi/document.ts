import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteName } from '#contract';
import type { Schema } from '../wire-schema.js';
import { componentSchemas, withComponentReferences } from './component-schemas.js';
import { handlers } from './handlers.js';
import { type Operation, TAGS } from './operation.js';
import { type Endpoint, endpoint, operationObject } from './operation-object.js';
import { cronjobOperations } from './operations/cronjob-operations.js';
import { daemonOperations } from './operations/daemon-operations.js';
import { definitionOperations } from './operations/definition-operations.js';
import { processOperations } from './operations/process-operations.js';
import { templateOf } from './parameters.js';
import { problemResponses, problemSchemas } from './problem-responses.js';
import { type ResultSchemas, resultSchemas } from './result-schemas.js';

/** Where a daemon is when its configuration says nothing else. */
const ORIGIN = 'http://127.0.0.1:8080';

const DESCRIPTION = `Starts, stops and watches processes.

Errors are problem documents (RFC 9457) with a stable \`code\`. Clients ignore members that they do not know.

Whoever may define what is executed can do everything the daemon can: \`x-role\` says which role an operation needs at least. Without
\`[server.auth]\` the daemon listens on loopback only and asks nobody who they are; through the unix socket the permissions of its file
are the only check.`;

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token from `provisr token create`. The names beside it in `security` are the role it must have at least.',
  },
  mutualTLS: { type: 'mutualTLS', description: 'A client certificate whose common name `[server.auth].clients` maps to a role.' },
};

/**
 * The OpenAPI document of the API.
 * @param root of the repository
 */
export function openApiDocument(root: string): Schema {
  const results = resultSchemas(root);
  const endpoints = [...handlers()].map(([name, handler]) => endpoint(name, handler, operationOf(name)));
  const codes = endpoints.map((each) => each.codes);
  const paths = pathsOf(endpoints, results);
  const responses = problemResponses(codes);
  const problems = problemSchemas(codes.flat(), results.problemMembers);
  return withComponentReferences({
    openapi: '3.1.0',
    info: {
      title: 'provisr',
      version: versionOf(root),
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: `${ORIGIN}/api` }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: componentSchemas({ paths, responses }, results.definitions, problems),
      responses,
      securitySchemes: SECURITY_SCHEMES,
    },
  });
}

function operationOf(name: RouteName): Operation {
  const found = { ...processOperations, ...definitionOperations, ...cronjobOperations, ...daemonOperations }[name];
  if (found === undefined) throw new Error(`the endpoint ${name} is not described in tools/emit/openapi/operations`);
  return found;
}

function pathsOf(endpoints: readonly Endpoint[], results: ResultSchemas): Record<string, Schema> {
  const paths: Record<string, Schema> = {};
  for (const each of endpoints) {
    const path = templateOf(each.route.path);
    const atRoot = each.route.atRoot === true ? { servers: [{ url: ORIGIN }] } : {};
    paths[path] = { ...paths[path], ...atRoot, [each.route.method.toLowerCase()]: operationObject(each, results) };
  }
  return paths;
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
