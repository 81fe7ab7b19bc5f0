import { Module } from '@nestjs/common';
import { StatusView } from './status-view.js';

/** What processes use of the machine. */
@Module({ providers: [StatusView], exports: [StatusView] })
export class UsageModule {}
