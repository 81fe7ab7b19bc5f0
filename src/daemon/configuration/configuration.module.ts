import { Module } from '@nestjs/common';
import { ConfigurationView } from './configuration-view.js';

/** The configuration as people see it: complete, without secrets, compared with another one. */
@Module({ providers: [ConfigurationView], exports: [ConfigurationView] })
export class ConfigurationModule {}
