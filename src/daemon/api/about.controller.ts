import { Get, Header } from '@nestjs/common';
import { type AboutDto, ROUTES } from '#contract';
import { AboutService } from '../about/index.js';
import { RequiresRole } from '../auth/index.js';
import { ApiController } from './api-controller.decorator.js';

/** Tells what the daemon is. */
@ApiController()
@RequiresRole('viewer')
export class AboutController {
  constructor(private readonly about: AboutService) {}

  @Get(ROUTES.about.path)
  @Header('Cache-Control', 'no-store')
  tell(): AboutDto {
    return this.about.tell();
  }
}
