import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { ProblemFilter } from '../problem/index.js';
import { AuthGuard } from './auth.guard.js';
import { OriginGuard } from './origin.guard.js';

/** Guards a controller, and answers its errors as problem documents. */
export function Protected(): ClassDecorator {
  return applyDecorators(UseGuards(OriginGuard, AuthGuard), UseFilters(ProblemFilter));
}

/** A controller of ours: guarded, and its errors answered as problem documents, without anything global in a host application. */
export function ProtectedController(path = ''): ClassDecorator {
  return applyDecorators(Controller(path), Protected());
}
