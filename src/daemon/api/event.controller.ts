import { Get, Header, Headers, Query, type StreamableFile } from '@nestjs/common';
import { selectorFrom } from '#core';
import { EventQueryDto, ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { EventFeed } from '../events/index.js';
import { OpenStreams } from '../streams/index.js';
import { ApiController } from './api-controller.decorator.js';

/** What happens to processes, as it happens. */
@ApiController()
@RequiresRole('viewer')
export class EventController {
  constructor(
    private readonly feed: EventFeed,
    private readonly streams: OpenStreams,
  ) {}

  /** Goes on until the reader goes or the daemon stops. A browser that connects again sends the header by itself. */
  @Get(ROUTES.events.path)
  @Header('Cache-Control', 'no-store')
  @Header('X-Accel-Buffering', 'no')
  events(@Query() query: EventQueryDto, @Headers('last-event-id') lastEventId?: string): StreamableFile {
    const filter = { selector: selectorFrom(query, false), types: query.type };
    return this.streams.answer((wake) => this.feed.reader(filter, lastEventId ?? query.last_event_id ?? null, wake));
  }
}
