import { readFile } from 'node:fs/promises';
import {
  type EventsDto,
  type EventSinkBaseDto,
  EVENT_TYPES,
  type FieldProblem,
  parseDuration,
  PathReader,
  type WebhookDto,
} from '#contract';
import { messageOf, wildcardMatcher } from '#core';
import type { EventSinkConfig } from '../daemon-config.js';
import type { Draft } from '../draft.js';

const DEFAULTS = { retries: 8, retryIntervalMs: 1_000, retryMaxIntervalMs: 60_000, queue: 1_000, timeoutMs: 10_000 };

/** Step 8: `[events]` with its defaults, secrets read from their files. */
export async function eventSinkSettings(dto: EventsDto, draft: Draft): Promise<readonly EventSinkConfig[]> {
  const problems: FieldProblem[] = [];
  const webhooks = (dto.webhooks ?? []).map(async (webhook, index): Promise<EventSinkConfig> => {
    const pointer = `/webhooks/${index}`;
    const secret = await secretOf(webhook, draft, pointer, problems);
    const timeoutMs = durationOf(webhook.timeout) ?? DEFAULTS.timeoutMs;
    const options = { url: webhook.url, timeoutMs, ...(secret === null ? {} : { secret }) };
    return common(webhook, { type: 'webhook', options, name: hostOf(webhook.url) }, pointer, problems);
  });
  const sinks = (dto.sinks ?? []).map((sink, index) =>
    common(sink, { type: sink.type, options: sink.options ?? {}, name: sink.type }, `/sinks/${index}`, problems),
  );
  const all = [...(await Promise.all(webhooks)), ...sinks];
  draft.report(problems, '/events');
  return all;
}

function common(
  dto: EventSinkBaseDto,
  own: Pick<EventSinkConfig, 'type' | 'options' | 'name'>,
  pointer: string,
  problems: FieldProblem[],
): EventSinkConfig {
  for (const [index, pattern] of (dto.types ?? []).entries()) {
    if (EVENT_TYPES.some(wildcardMatcher(pattern))) continue;
    problems.push({
      pointer: `${pointer}/types/${index}`,
      message: `no such type of event: ${pattern}; known are ${EVENT_TYPES.join(', ')}`,
    });
  }
  return {
    ...own,
    name: dto.name ?? own.name,
    types: dto.types ?? [],
    processes: dto.processes ?? null,
    retries: dto.retries ?? DEFAULTS.retries,
    retryIntervalMs: durationOf(dto.retry_interval) ?? DEFAULTS.retryIntervalMs,
    retryMaxIntervalMs: durationOf(dto.retry_max_interval) ?? DEFAULTS.retryMaxIntervalMs,
    queue: dto.queue ?? DEFAULTS.queue,
  };
}

function durationOf(value: string | number | undefined): number | null {
  return value === undefined ? null : parseDuration(value);
}

/** What may be told of an address: its path and its query may be secrets. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'webhook';
}

async function secretOf(
  { secret, secret_file: file }: WebhookDto,
  draft: Draft,
  pointer: string,
  problems: FieldProblem[],
): Promise<string | null> {
  if (secret !== undefined && file !== undefined)
    problems.push({ pointer: `${pointer}/secret_file`, message: 'give either secret or secret_file' });
  const path = new PathReader({ kind: 'relative', baseDir: draft.directory }, problems).read(file, `${pointer}/secret_file`);
  if (path === null) return secret ?? null;
  try {
    const [line = ''] = (await readFile(path, 'utf8')).split(/\r?\n/, 1);
    if (line !== '') return line;
    problems.push({ pointer: `${pointer}/secret_file`, message: `the first line of ${path} is empty` });
  } catch (error) {
    problems.push({ pointer: `${pointer}/secret_file`, message: `cannot be read: ${messageOf(error)}` });
  }
  return null;
}
