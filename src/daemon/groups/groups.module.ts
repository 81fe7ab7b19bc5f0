import { Module } from '@nestjs/common';
import { GroupService } from './group.service.js';

/** Groups of processes. */
@Module({ providers: [GroupService], exports: [GroupService] })
export class GroupsModule {}
