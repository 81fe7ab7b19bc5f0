import { Get, Header, Headers, Query, type StreamableFile } from '@nestjs/common';
import { selectorFrom } from '#core';
import { EventQueryDto, type HistoryPageDto, HistoryQueryDto, ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { EventFeed, EventHistory } from '../events/index.js';
import { OpenStreams } from '../streams/index.js';
import { ApiController } from './api-controller.decorator.js';
import { momentOf } from './moment.js';

/** Events of a page unless somebody wants another number. */
const DEFAULT_LIMIT = 100;

/** What happens to processes, as it happens. */
@ApiController()
@RequiresRole('viewer')
export class EventController {
  constructor(
    private readonly feed: EventFeed,
    private readonly streams: OpenStreams,
    private readonly history: EventHistory,
  ) {}

  /** Goes on until the reader goes or the daemon stops. A browser that connects again sends the header by itself. */
  @Get(ROUTES.events.path)
  @Header('Cache-Control', 'no-store')
  @Header('X-Accel-Buffering', 'no')
  events(@Query() query: EventQueryDto, @Headers('last-event-id') lastEventId?: string): StreamableFile {
    const filter = { selector: selectorFrom(query, false), types: query.type };
    return this.streams.answer((wake) => this.feed.reader(filter, lastEventId ?? query.last_event_id ?? null, wake));
  }

  /** The latest first. */
  @Get(ROUTES.history.path)
  @Header('Cache-Control', 'no-store')
  page(@Query() query: HistoryQueryDto): Promise<HistoryPageDto> {
    return this.history.page({
      filter: { selector: selectorFrom(query, false), types: query.type },
      since: momentOf('since', query.since),
      until: momentOf('until', query.until),
      limit: query.limit ?? DEFAULT_LIMIT,
      cursor: query.cursor ?? null,
    });
  }
}
