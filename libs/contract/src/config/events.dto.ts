import { IsArray, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Key } from '../schema/key.js';
import { FreeForm } from '../validation/free-form.js';
import { TableList } from '../validation/nested.js';
import { IsDuration } from '../validation/wire-validators.js';

/** What everything that takes events has in common. */
export class EventSinkBaseDto {
  @Key('What it is called in logs and events.', { examples: ['pager'] })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  name?: string;

  @Key('Only these types of events; `*` stands for any run of characters.', {
    default: ['*'],
    examples: [['process.gave-up', 'cron.*']],
  })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  types?: string[];

  @Key('Only what happens to processes and cronjobs with these names; `*` stands for any run of characters. Absent: of the daemon too.', {
    examples: [['web', 'worker-*']],
  })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  processes?: string[];

  @Key('How often a failed delivery is tried again before the event is dropped.', { default: 8 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  retries?: number;

  @Key('Wait before the first of these attempts; it doubles with each, and is varied by up to a half.', { default: '1s' })
  @IsOptional()
  @IsDuration()
  retry_interval?: string | number;

  @Key('Longest wait between two attempts.', { default: '1m' })
  @IsOptional()
  @IsDuration()
  retry_max_interval?: string | number;

  @Key('How many events may wait. When there are more, the oldest are dropped.', { default: 1000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  queue?: number;
}

/** Events as HTTP requests. */
export class WebhookDto extends EventSinkBaseDto {
  @Key('Where events are sent by POST. May hold secrets: it is shown nowhere.', { examples: ['https://example.com/hooks/provisr'] })
  @Matches(/^https?:\/\/[^\s@]+$/, { message: 'must be an address such as "https://example.com/hook", without a user' })
  url!: string;

  @Key('Signs each request with HMAC-SHA256. What begins with `whsec_` is base64.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  secret?: string;

  @Key('File whose first line is the secret.', { examples: ['webhook.secret'] })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  secret_file?: string;

  @Key('How long one attempt may take.', { default: '10s' })
  @IsOptional()
  @IsDuration()
  timeout?: string | number;
}

/** A receiver of events that a plugin brings. */
export class EventSinkDto extends EventSinkBaseDto {
  @Key('Registered type of the sink, as the plugin that brings it says.')
  @IsString()
  type!: string;

  @Key('Options of the sink, as its documentation says.')
  @IsOptional()
  @FreeForm()
  options?: Record<string, unknown>;
}

/** Who is told of events. */
export class EventsDto {
  @Key('Events as HTTP requests.', { default: [] })
  @IsOptional()
  @TableList(() => WebhookDto)
  webhooks?: WebhookDto[];

  @Key('Receivers of events that plugins bring.', { default: [] })
  @IsOptional()
  @TableList(() => EventSinkDto)
  sinks?: EventSinkDto[];
}
