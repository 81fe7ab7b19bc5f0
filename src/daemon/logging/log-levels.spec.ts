import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOG_AREAS } from '#contract';
import { FakeClock } from '#testing';
import { type DaemonLog, openDaemonLog } from './daemon-log.js';
import { LineLimit, type Suppressed } from './line-limit.js';
import { LogLevels } from './log-levels.js';

const INFO = 30;

describe('levels', () => {
  it('are those of the configuration; an area of its own wins over all', () => {
    const levels = new LogLevels({ level: 'warn', areas: { process: 'debug', http: 'silent' } });
    expect(levels.view()).toMatchObject({
      level: 'warn',
      areas: { process: 'debug', http: 'silent', cron: 'warn', other: 'warn' },
      changed: [],
    });
    expect([20, 30, 40].map((number) => levels.allows('process', number))).toEqual([true, true, true]);
    expect([20, 30, 40].map((number) => levels.allows('cron', number))).toEqual([false, false, true]);
    expect(levels.allows('http', 60)).toBe(false);
    expect(levels.allows('SomethingOfAPlugin', 40)).toBe(true);
  });

  it('can be set at run time, and set back', () => {
    const levels = new LogLevels({ level: 'info', areas: { cron: 'error' } });
    levels.set('process', 'trace');
    levels.set('all', 'warn');
    expect(levels.view()).toMatchObject({
      level: 'warn',
      areas: { process: 'trace', cron: 'error', daemon: 'warn' },
      changed: ['process', 'all'],
    });
    levels.set('process', null);
    levels.set('all', null);
    expect(levels.view()).toMatchObject({ level: 'info', areas: { process: 'info', cron: 'error' }, changed: [] });
  });

  it('a configuration that comes into force ends what was set at run time', () => {
    const first = { level: 'info', areas: {} } as const;
    let current: ConstructorParameters<typeof LogLevels>[0] = first;
    const levels = new LogLevels(first);
    levels.follow(() => current);
    levels.set('process', 'debug');
    expect(levels.levelOf('process')).toBe('debug');
    expect(new LogLevels(first, 'silent').view()).toMatchObject({ level: 'silent', areas: { cron: 'silent' } });
    current = { level: 'error', areas: {} };
    expect(levels.view()).toMatchObject({ level: 'error', areas: { process: 'error' }, changed: [] });
  });

  it('are there for every area that a room of the daemon logs to', () => {
    const files = globSync('src/daemon/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
    const used = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/new Logger\('([^']+)'\)/g)].map((match) => match[1]));
    expect(used.length).toBeGreaterThan(10);
    expect([...new Set(used)].filter((area) => !Object.hasOwn(LOG_AREAS, area ?? ''))).toEqual([]);
  });
});

describe('a storm', () => {
  const kind = (name: string, msg: string): Parameters<LineLimit['admits']>[0] => ({
    area: 'process',
    level: INFO,
    subject: { field: 'process', name },
    msg,
  });

  it('costs ten lines of each kind in ten seconds, and one that counts the others', () => {
    const clock = new FakeClock();
    const told: Suppressed[] = [];
    const limit = new LineLimit(clock, (suppressed) => told.push(suppressed));
    const written = Array.from({ length: 1000 }, (_, at) => limit.admits(kind('web', `ended: exit code ${at}`))).filter(Boolean);
    expect(written).toHaveLength(10);
    expect(limit.admits(kind('web', 'restarted'))).toBe(true);
    expect(limit.admits(kind('db', 'ended: exit code 1'))).toBe(true);
    clock.advance(9_999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual([{ ...kind('web', 'ended: exit code 0'), count: 990, overMs: 10_000 }]);
    expect(limit.admits(kind('web', 'ended: exit code 1'))).toBe(true);
    clock.advance(10_000);
    expect(told).toHaveLength(1);
    expect(clock.armedCount).toBe(0);
  });

  it('of ever new kinds takes no more room than ten thousand of them', () => {
    const clock = new FakeClock();
    const limit = new LineLimit(clock, () => undefined);
    for (let at = 0; at < 10_050; at += 1) limit.admits(kind(`p${at}`, 'x'));
    expect(clock.armedCount).toBe(10_000);
    limit.flush();
    expect(clock.armedCount).toBe(0);
  });
});

describe('the log of the daemon', () => {
  let dir: string;
  let log: DaemonLog;
  let clock: FakeClock;
  let levels: LogLevels;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-log-levels-'));
    clock = new FakeClock();
    levels = new LogLevels({ level: 'info', areas: { http: 'debug' } });
    log = await openDaemonLog({ file: join(dir, 'log'), levels, clock });
    Logger.overrideLogger(log.nest);
  });

  afterEach(async () => {
    Logger.overrideLogger(false);
    await log.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const records = (): Record<string, unknown>[] =>
    readFileSync(join(dir, 'log'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('writes what its area is loud enough for', () => {
    new Logger('process').debug({ msg: 'unheard', process: 'web' });
    new Logger('http').debug({ msg: 'request' });
    levels.set('process', 'debug');
    new Logger('process').debug({ msg: 'heard', process: 'web' });
    levels.set('all', 'silent');
    new Logger('cron').error('unheard');
    log.pino.warn('unheard');
    expect(records().map(({ msg }) => msg)).toEqual(['request', 'heard']);
  });

  it('bounds storms of what is told by itself: not what was asked for at debug, nor who did what', async () => {
    const logger = new Logger('process');
    for (let at = 0; at < 50; at += 1) {
      logger.warn({ msg: `ended: exit code ${at}`, process: 'web' });
      new Logger('http').debug({ msg: 'request' });
      new Logger('audit').log({ msg: 'done', who: 'ann' });
      new Logger('audit').warn({ msg: 'refused', what: 'list', address: '192.0.2.7' });
      new Logger('tls').warn('cannot be read');
    }
    const count = (text: string): number => records().filter(({ msg }) => String(msg).startsWith(text)).length;
    expect(['ended', 'request', 'done', 'refused', 'cannot'].map(count)).toEqual([10, 50, 50, 10, 10]);
    clock.advance(10_000);
    expect(records().slice(-3)).toMatchObject([
      {
        level: 'warn',
        context: 'process',
        process: 'web',
        suppressed: 40,
        overMs: 10_000,
        msg: 'suppressed 40 more like: ended: exit code 0',
      },
      { level: 'warn', context: 'audit', address: '192.0.2.7', suppressed: 40, msg: 'suppressed 40 more like: refused: list' },
      { level: 'warn', context: 'tls', suppressed: 40, msg: 'suppressed 40 more like: cannot be read' },
    ]);
    for (let at = 0; at < 12; at += 1) logger.warn({ msg: 'again', process: 'web' });
    await log.close();
    expect(records().at(-1)).toMatchObject({ msg: 'suppressed 2 more like: again' });
  });
});
