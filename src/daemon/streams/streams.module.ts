import { Module } from '@nestjs/common';
import { OpenStreams } from './open-streams.js';

/** Answers that go on: server-sent events with back-pressure. */
@Module({ providers: [OpenStreams], exports: [OpenStreams] })
export class StreamsModule {}
