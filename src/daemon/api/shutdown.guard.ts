import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ProvisrError } from '#core';
import { rawRequest } from '../auth/index.js';
import { DaemonState } from '../health/index.js';

/** While everything is being stopped nothing new begins. Looking is still allowed. */
@Injectable()
export class ShutdownGuard implements CanActivate {
  constructor(private readonly state: DaemonState) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.state.phase !== 'stopping' || rawRequest(context).method === 'GET') return true;
    throw new ProvisrError('PROVISR_SHUTTING_DOWN', 'the daemon is shutting down');
  }
}
