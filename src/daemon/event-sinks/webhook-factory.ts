import type { Clock } from '#core';
import { EventSink, EventSinkFactory, type OpenEventSink } from '#plugin';
import { InjectClock } from '../slots/index.js';
import { WebhookSink } from './webhook.sink.js';

/** As the configuration has checked them. */
interface Options {
  readonly url: string;
  readonly secret?: string;
  readonly timeoutMs: number;
}

/** `[[events.webhooks]]`: events as HTTP requests. */
@EventSink('webhook')
export class WebhookFactory extends EventSinkFactory<Options> {
  constructor(@InjectClock() private readonly clock: Clock) {
    super();
  }

  open({ url, secret, timeoutMs }: Options): OpenEventSink {
    if (typeof url !== 'string' || !URL.canParse(url)) throw new Error('url must be an address such as "https://example.com/hook"');
    return new WebhookSink({ url: new URL(url), secret: secret ?? null, timeoutMs }, this.clock);
  }
}
