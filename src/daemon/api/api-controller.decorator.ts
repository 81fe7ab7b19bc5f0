import { applyDecorators, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { ProtectedController } from '../auth/index.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { MediaTypeGuard } from './media-type.guard.js';
import { PendingInterceptor } from './pending.interceptor.js';
import { ShutdownGuard } from './shutdown.guard.js';
import { WirePipe } from './wire.pipe.js';

/** A controller of the API: everything that must hold for each of its requests, and nothing that a host application would notice. */
export function ApiController(): ClassDecorator {
  return applyDecorators(
    ProtectedController(),
    UseGuards(MediaTypeGuard, ShutdownGuard),
    UseInterceptors(AuditInterceptor, PendingInterceptor),
    UsePipes(WirePipe),
  );
}
