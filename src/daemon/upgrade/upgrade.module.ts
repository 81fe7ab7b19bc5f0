import { Global, Module } from '@nestjs/common';
import { UpgradeDesk } from './upgrade-desk.js';

/** Upgrades in place, as far as the API is concerned. */
@Global()
@Module({ providers: [UpgradeDesk], exports: [UpgradeDesk] })
export class UpgradeModule {}
