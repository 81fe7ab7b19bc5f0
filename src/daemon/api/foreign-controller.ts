import 'reflect-metadata';
import { applyDecorators, type Type, UseGuards, UseInterceptors } from '@nestjs/common';
import { Protected } from '../auth/index.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { MediaTypeGuard } from './media-type.guard.js';
import { ShutdownGuard } from './shutdown.guard.js';

/** On a class that has been treated; two daemons in one process may have the same plugin. */
const TREATED = Symbol.for('provisr.treated-controller.v1');
/** Under which Nest keeps what `@UseGuards` names. */
const GUARDS = '__guards__';

/** Lets the controller of a plugin answer under the rules of ours: who may ask, what is noted, how errors look. Its own guards come after ours. */
export function treatAsOurs(controller: Type): void {
  if (Reflect.hasOwnMetadata(TREATED, controller)) return;
  Reflect.defineMetadata(TREATED, true, controller);
  const own = (Reflect.getMetadata(GUARDS, controller) ?? []) as Parameters<typeof UseGuards>;
  Reflect.defineMetadata(GUARDS, [], controller);
  applyDecorators(Protected(), UseGuards(MediaTypeGuard, ShutdownGuard, ...own), UseInterceptors(AuditInterceptor))(controller);
}
