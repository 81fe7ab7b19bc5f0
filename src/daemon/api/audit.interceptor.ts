import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import { isProvisrError } from '#core';
import { type Observable, tap } from 'rxjs';
import { identityOf, rawRequest } from '../auth/index.js';

interface Target {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** One line for each change: who, what, which process, with which result. Refused ones are noted by the guard that refuses them. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  readonly #logger = new Logger('audit');

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = rawRequest(context);
    if (request.method !== 'POST' && request.method !== 'PUT') return next.handle();
    const { name: who, via } = identityOf(request);
    const line = { who, via, what: context.getHandler().name, process: targetOf(context.switchToHttp().getRequest<Target>()) };
    return next.handle().pipe(
      tap({
        next: () => this.#logger.log({ msg: 'done', ...line, result: 'ok' }),
        error: (error: unknown) =>
          this.#logger.warn({ msg: 'failed', ...line, result: isProvisrError(error) ? error.code : 'PROVISR_UNEXPECTED' }),
      }),
    );
  }
}

const TARGET_KEYS = ['name', 'base', 'wildcard', 'group'] as const;

/** What the request is about, as its author wrote it; `null` for the daemon itself. */
function targetOf({ query, params, body }: Target): string | null {
  const spec = (body as { spec?: unknown } | undefined)?.spec ?? body;
  for (const place of [params, query, spec as Readonly<Record<string, unknown>> | undefined]) {
    const key = TARGET_KEYS.find((candidate) => typeof place?.[candidate] === 'string');
    if (key !== undefined) return String(place?.[key]).slice(0, 256);
  }
  return null;
}
