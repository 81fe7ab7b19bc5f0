import { Get, Header } from '@nestjs/common';
import { type IdentityDto, ROUTES } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { ApiController } from './api-controller.decorator.js';

/** Tells callers who they are to the daemon. */
@ApiController()
@RequiresRole('viewer')
export class IdentityController {
  /** So that a page offers nobody what they may not do. */
  @Get(ROUTES.identity.path)
  @Header('Cache-Control', 'no-store')
  whoAmI(@Caller() { name, role, via }: Identity): IdentityDto {
    return { name, role, via };
  }
}
