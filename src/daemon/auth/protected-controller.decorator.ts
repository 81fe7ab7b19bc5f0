import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { ProblemFilter } from '../problem/index.js';
import { AuthGuard } from './auth.guard.js';
import { OriginGuard } from './origin.guard.js';

/** A controller of ours: guarded, and its errors answered as problem documents, without anything global in a host application. */
export function ProtectedController(path = ''): ClassDecorator {
  return applyDecorators(Controller(path), UseGuards(OriginGuard, AuthGuard), UseFilters(ProblemFilter));
}
