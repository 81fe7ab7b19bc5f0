import { Get, Param, Query } from '@nestjs/common';
import { type LogStream, type ProcessManager, ProvisrError } from '#core';
import { type LogLineDto, type LogLinesDto, LogQueryDto, parseDuration, ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { type LogQuery, LogReaderService, logSourceOf } from '../logs/index.js';
import { InjectManager } from '../manager/index.js';
import { ApiController } from './api-controller.decorator.js';

const DEFAULT_LINES = 100;

/** What processes have written. */
@ApiController()
@RequiresRole('viewer')
export class LogController {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly reader: LogReaderService,
  ) {}

  /** The last lines. With `stream=both` those of stdout come before those of stderr: files do not tell how they interleaved. */
  @Get(ROUTES.processLogs.path)
  async logs(@Param('name') name: string, @Query() query: LogQueryDto): Promise<LogLinesDto> {
    const stream = query.stream ?? 'both';
    const streams: LogStream[] = stream === 'both' ? ['stdout', 'stderr'] : [stream];
    const wanted: LogQuery = { lines: query.tail ?? DEFAULT_LINES, ...sinceOf(query.since) };
    const lines = await Promise.all(streams.map((each) => this.#tail(name, each, wanted)));
    return { name, stream, lines: lines.flat() };
  }

  async #tail(name: string, stream: LogStream, wanted: LogQuery): Promise<LogLineDto[]> {
    const bytes = await this.reader.tail(logSourceOf(this.manager, name, stream), wanted);
    const text = bytes.toString('utf8').replace(/\n$/, '');
    return text === '' ? [] : text.split('\n').map((line) => ({ stream, line }));
  }
}

/** A moment (RFC 3339), or a while back from now (`10m`). */
function sinceOf(since: string | undefined): { since?: number } {
  if (since === undefined) return {};
  const agoMs = parseDuration(since);
  const moment = agoMs === null ? Date.parse(since) : Date.now() - agoMs;
  if (Number.isNaN(moment)) {
    throw new ProvisrError('PROVISR_REQUEST_INVALID', 'since: must be a time such as "2026-01-31T12:00:00Z" or a duration such as "10m"', {
      details: { errors: [{ pointer: '/since', message: 'must be a time or a duration' }] },
    });
  }
  return { since: moment };
}
