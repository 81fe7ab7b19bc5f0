import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Observable, tap } from 'rxjs';

/** Answers 202 instead of 200 when the answer did not wait for the effect. */
@Injectable()
export class PendingInterceptor implements NestInterceptor {
  constructor(private readonly host: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      tap((body) => {
        const isPending = (body as { pending?: unknown } | undefined)?.pending === true;
        if (isPending) this.host.httpAdapter.status(context.switchToHttp().getResponse(), 202);
      }),
    );
  }
}
