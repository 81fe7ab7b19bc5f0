import { Module } from '@nestjs/common';
import { AboutService } from './about.service.js';

/** The daemon, about itself. */
@Module({ providers: [AboutService], exports: [AboutService] })
export class AboutModule {}
