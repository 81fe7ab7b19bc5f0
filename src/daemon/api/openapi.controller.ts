import { createRequire } from 'node:module';
import { Get } from '@nestjs/common';
import { ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { type DaemonConfig, InjectConfig } from '../config/index.js';
import { ApiController } from './api-controller.decorator.js';
import { Asked, type AskedAddress } from './asked-address.decorator.js';

interface Server {
  readonly url: string;
  readonly description?: string;
}

/** What of the document changes with the place it is asked for. */
interface OpenApiDocument {
  readonly servers: readonly Server[];
  /** Those outside the base path have servers of their own. */
  readonly paths: Readonly<Record<string, { readonly servers?: readonly Server[] }>>;
  readonly [member: string]: unknown;
}

/** The description of this API for machines. */
@ApiController()
@RequiresRole('viewer')
export class OpenApiController {
  constructor(@InjectConfig() private readonly config: DaemonConfig) {}

  /** The document of this version, with the address at which it was asked for. */
  @Get(ROUTES.openapi.path)
  document(@Asked() { origin, path }: AskedAddress): OpenApiDocument {
    const document = shipped();
    const base = path.replace(/\/openapi\.json\/?$/, '');
    const { basePath } = this.config.server;
    const root = base.endsWith(basePath) ? base.slice(0, base.length - basePath.length) : '';
    const paths = Object.entries(document.paths).map(([name, item]) => [
      name,
      item.servers === undefined ? item : { ...item, servers: serversAt(origin, root) },
    ]);
    return { ...document, servers: serversAt(origin, base), paths: Object.fromEntries(paths) as OpenApiDocument['paths'] };
  }
}

/** Read when it is asked for the first time: most daemons never are. */
function shipped(): OpenApiDocument {
  return createRequire(import.meta.url)('#openapi') as OpenApiDocument;
}

/** The relative one is right also behind a proxy that ends TLS or goes by another name. */
function serversAt(origin: string | null, path: string): readonly Server[] {
  const relative = { url: path === '' ? '/' : path, description: 'relative to this document' };
  return origin === null ? [relative] : [{ url: origin + path }, relative];
}
