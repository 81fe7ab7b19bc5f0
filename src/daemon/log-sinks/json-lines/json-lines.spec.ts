import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core';
import type { LogTarget } from '#plugin';
import { FakeClock, logSinkConformance, type ScratchDirectory, scratchDirectory, waitFor } from '#testing';
import { FileSinkPool, RotationQueue } from '../../logs/index.js';
import { jsonLines } from './json-line.js';
import { JsonLinesSinkFactory } from './json-lines.factory.js';

const log = { maxSizeBytes: 0, maxBackups: 3, maxAgeDays: 0, compress: false, timestamps: false };
const target = { process: 'web', stream: 'stdout', pid: () => 42, log } as LogTarget;

interface JsonLine {
  readonly time: string;
  readonly message: string;
  readonly base64?: string;
  readonly partial?: true;
}

describe('json-lines', () => {
  let directory: ScratchDirectory;
  beforeEach(() => {
    directory = scratchDirectory('json-lines');
  });
  afterEach(() => directory.remove());

  const factoryOf = (clock = systemClock): JsonLinesSinkFactory =>
    new JsonLinesSinkFactory(new FileSinkPool(systemClock, new RotationQueue(systemClock)), clock);
  const stored = (path: string): JsonLine[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JsonLine);

  it.each(logSinkConformance)('$name', async ({ check }) => {
    const path = join(directory.path, 'a.jsonl');
    await check({ open: () => factoryOf().open({ path }, target), lines: () => stored(path).map(({ message }) => message) });
  });

  it('loses no byte, whatever a line holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (content) => {
        const bytes = Buffer.from(content.filter((byte) => byte !== 0x0a && byte !== 0x0d));
        const text = jsonLines(target)({ bytes, timeMs: 0, isPiece: false });
        expect(text.indexOf('\n')).toBe(text.length - 1);
        const { message, base64 } = JSON.parse(text) as JsonLine;
        expect((base64 === undefined ? Buffer.from(message) : Buffer.from(base64, 'base64')).equals(bytes)).toBe(true);
      }),
    );
  });

  it('tells where a line comes from, and takes its time from the timestamp in front of it', async () => {
    const path = join(directory.path, '{process}.{stream}.jsonl');
    const sink = await factoryOf().open({ path }, { ...target, log: { ...target.log, timestamps: true } });
    sink.write(Buffer.from('2026-01-31T23:59:59.999Z hello\r\n'));
    await sink.close();
    expect(readFileSync(join(directory.path, 'web.stdout.jsonl'), 'utf8')).toBe(
      '{"time":"2026-01-31T23:59:59.999Z","process":"web","stream":"stdout","pid":42,"message":"hello"}\n',
    );
  });

  it('begins anew behind half an object', async () => {
    const path = directory.write('a.jsonl', '{"time":"2026-01');
    const sink = await factoryOf().open({ path }, target);
    sink.write(Buffer.from('next\n'));
    await sink.close();
    const [half, whole] = readFileSync(path, 'utf8').split('\n');
    expect([half, (JSON.parse(whole ?? '') as JsonLine).message]).toEqual(['{"time":"2026-01', 'next']);
  });

  it('stores what is not a whole line when its end does not come', async () => {
    const clock = new FakeClock();
    const path = join(directory.path, 'a.jsonl');
    const sink = await factoryOf(clock).open({ path, line_timeout: '3s', max_line_size: 64 }, target);
    sink.write(Buffer.from(`${'x'.repeat(70)}\npassword: `));
    clock.advance(3000);
    expect(stored(path).map(({ message, partial }) => [message.length, partial])).toEqual([
      [64, true],
      [6, undefined],
      [10, true],
    ]);
    await sink.close();
  });

  it('rotates, each file of whole objects', async () => {
    const path = join(directory.path, 'a.jsonl');
    const sink = await factoryOf().open({ path, max_size_mb: '2KB', max_backups: 2 }, target);
    let ready: () => void = () => undefined;
    sink.onReady(() => ready());
    for (let index = 0; index < 60; index += 1) {
      const resumed = new Promise<void>((resolve) => (ready = resolve));
      if (!sink.write(Buffer.from(`line ${index}\n`))) await resumed;
    }
    await sink.close();
    await waitFor(() => stored(`${path}.2`).length > 0);
    const messages = [2, 1]
      .flatMap((index) => stored(`${path}.${index}`))
      .concat(stored(path))
      .map(({ message }) => message);
    expect(messages.at(-1)).toBe('line 59');
    expect(messages).toEqual(Array.from({ length: messages.length }, (_, index) => `line ${60 - messages.length + index}`));
  });
});
