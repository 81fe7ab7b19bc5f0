import { Get, Header, Headers, Param, Query, type StreamableFile } from '@nestjs/common';
import type { LogStream, ProcessManager } from '#core';
import { type LogLineDto, type LogLinesDto, LogQueryDto, ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { FollowedLog, interleaved, type LogQuery, LogReaderService, type LogSource, logSourceOf } from '../logs/index.js';
import { InjectManager } from '../manager/index.js';
import { OpenStreams } from '../streams/index.js';
import { ApiController } from './api-controller.decorator.js';
import { momentOf } from './moment.js';

const DEFAULT_LINES = 100;

/** What processes have written. */
@ApiController()
@RequiresRole('viewer')
export class LogController {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly reader: LogReaderService,
    private readonly streams: OpenStreams,
  ) {}

  /**
   * The last lines, and with `follow` those to come, until the reader goes, the process is removed or the daemon stops. With `stream=both`
   * the last lines are in order of time where lines carry it (`log.timestamps`); else those of stdout come before those of stderr: files do
   * not tell how they interleaved. With `follow` those of stdout come first in any case.
   *
   * @param lastEventId of a followed log: goes on with the line after instead of the last lines
   */
  @Get(ROUTES.processLogs.path)
  @Header('Cache-Control', 'no-store')
  @Header('X-Accel-Buffering', 'no')
  async logs(
    @Param('name') name: string,
    @Query() query: LogQueryDto,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<LogLinesDto | StreamableFile> {
    const stream = query.stream ?? 'both';
    const streams: LogStream[] = stream === 'both' ? ['stdout', 'stderr'] : [stream];
    const sources = streams.map((each) => logSourceOf(this.manager, name, each));
    const wanted: LogQuery = { lines: query.tail ?? DEFAULT_LINES, ...sinceOf(query.since) };
    if (isOn(query.follow)) return this.#follow(sources, wanted, lastEventId ?? null);
    const lines = await Promise.all(sources.map((source) => this.#tail(source, wanted)));
    const [first = [], second = []] = lines;
    return { name, stream, lines: sources.every(({ timestamps }) => timestamps) ? interleaved(first, second) : [...first, ...second] };
  }

  async #follow(sources: readonly LogSource[], query: LogQuery, after: string | null): Promise<StreamableFile> {
    // What cannot be read is refused here, while there still is a status to refuse it with.
    await Promise.all(sources.map((source) => this.reader.tail(source, { lines: 0 })));
    const request = { sources, query, after: after === '' ? null : after };
    return this.streams.answer((wake) => new FollowedLog(this.reader, this.manager.events, request, wake));
  }

  async #tail(source: LogSource, wanted: LogQuery): Promise<LogLineDto[]> {
    const bytes = await this.reader.tail(source, wanted);
    const text = bytes.toString('utf8').replace(/\n$/, '');
    return text === '' ? [] : text.split('\n').map((line) => ({ stream: source.stream, line }));
  }
}

function isOn(flag: string | undefined): boolean {
  return flag !== undefined && flag !== 'false' && flag !== '0';
}

function sinceOf(text: string | undefined): { since?: number } {
  const since = momentOf('since', text);
  return since === null ? {} : { since };
}
