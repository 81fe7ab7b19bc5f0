import { Injectable } from '@nestjs/common';

import { type LogSink, type LogSinkOpener, type LogTarget, TeeSink } from '#core';

import { FileSinkPool } from './file-sink.pool.js';
import { LogLosses } from './log-losses.js';
import { LogSinkRegistry } from './log-sink.registry.js';
import { LogTraffic } from './log-traffic.js';

/** Opens what a stream goes to: its file, when it has one, and the further sinks of its spec. */
@Injectable()
export class StreamLogOpener implements LogSinkOpener {
  constructor(
    private readonly files: FileSinkPool,
    private readonly registry: LogSinkRegistry,
    private readonly traffic: LogTraffic,
    private readonly losses: LogLosses,
  ) {}

  /** @throws ProvisrError PROVISR_SPEC_INVALID for a further sink of unknown type or with wrong options */
  async open(target: LogTarget): Promise<LogSink> {
    const sinks: LogSink[] = [];
    try {
      // The further ones first: they may be refused, and then no file should have been made.
      for (const spec of target.log.sinks) sinks.push(await this.registry.open(spec, target));
    } catch (error) {
      await Promise.all(sinks.map((sink) => sink.close()));
      throw error;
    }
    if (target.path !== null) sinks.unshift(this.files.open({ ...target.log, path: target.path }));
    return this.losses.watch(target, new TeeSink([this.traffic.tap(target), ...sinks]));
  }
}
