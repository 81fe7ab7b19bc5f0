import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '#testing';
import { loadLibrary } from '../library/load-library.js';
import { DescriptorEvents, type DescriptorWatch } from './descriptor-events.js';

const library = loadLibrary();
const SOURCE_HOOKS = new URL('../../../../test/programs/source-hooks.mjs', import.meta.url).href;
const PROGRAM = new URL('../../../../test/programs/wait-for-one-event.mjs', import.meta.url).pathname;

describe.skipIf('reason' in library)('descriptor events', () => {
  const directory = scratchDirectory('descriptor-events');
  let made = 0;
  const faults: unknown[] = [];
  const opened: number[] = [];
  const watches: DescriptorWatch[] = [];
  let events: DescriptorEvents;

  beforeAll(() => {
    if (!('reason' in library)) events = new DescriptorEvents(library, (error) => faults.push(error));
  });

  afterAll(() => directory.remove());

  afterEach(() => {
    for (const watch of watches.splice(0)) watch.close();
    for (const fd of opened.splice(0)) closeSync(fd);
    faults.length = 0;
  });

  function fifo(): { readEnd: number; writeEnd: number } {
    const path = join(directory.path, `fifo-${made++}`);
    execFileSync('mkfifo', [path]);
    const writeEnd = openSync(path, constants.O_RDWR);
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    opened.push(writeEnd, readEnd);
    return { readEnd, writeEnd };
  }

  function turns(fd: number, onTurn: () => void = () => undefined): { watch: DescriptorWatch; next: () => Promise<string> } {
    const buffer = Buffer.alloc(64);
    let settle: ((text: string) => void) | null = null;
    const waiting: string[] = [];
    const watch = events.watch(fd, () => {
      const text = buffer.toString('utf8', 0, readSync(fd, buffer));
      if (settle) settle(text);
      else waiting.push(text);
      settle = null;
      onTurn();
    });
    watches.push(watch);
    return { watch, next: () => new Promise((resolve) => (waiting.length > 0 ? resolve(waiting.shift()!) : (settle = resolve))) };
  }

  it('tells of each descriptor that becomes readable', async () => {
    const pipes = Array.from({ length: 300 }, fifo);
    const readers = pipes.map(({ readEnd }) => turns(readEnd));
    for (const [index, { writeEnd }] of pipes.entries()) writeSync(writeEnd, `number ${index}`);

    expect(await Promise.all(readers.map(({ next }) => next()))).toEqual(pipes.map((_pipe, index) => `number ${index}`));
  });

  it('is silent while paused, and goes on', async () => {
    const [paused, open] = [fifo(), fifo()];
    const [pausedReader, openReader] = [turns(paused.readEnd), turns(open.readEnd)];
    pausedReader.watch.pause();
    writeSync(paused.writeEnd, 'late');
    writeSync(open.writeEnd, 'early');
    expect(await openReader.next()).toBe('early');

    const late = pausedReader.next();
    pausedReader.watch.resume();
    expect(await late).toBe('late');
  });

  it('keeps what a listener throws from the others', async () => {
    const [bad, good] = [fifo(), fifo()];
    const failing = turns(bad.readEnd, () => {
      throw new Error('on purpose');
    });
    const reader = turns(good.readEnd);
    writeSync(bad.writeEnd, 'x');
    await failing.next();
    writeSync(good.writeEnd, 'fine');
    expect(await reader.next()).toBe('fine');
    expect(faults.map(String)).toEqual(['Error: on purpose']);
  });

  it('refuses what cannot be waited for', () => {
    const file = openSync(join(directory.path, 'regular'), 'w');
    opened.push(file);
    expect(() => events.watch(file, () => undefined)).toThrow(/EPERM: .*epoll_ctl/);
  });

  it('keeps a program alive only as long as it is asked to', async () => {
    const path = join(directory.path, `fifo-${made++}`);
    execFileSync('mkfifo', [path]);
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', SOURCE_HOOKS, PROGRAM, path],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const said: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      if (text.includes('waiting')) {
        const writeEnd = openSync(path, constants.O_RDWR);
        opened.push(writeEnd);
        writeSync(writeEnd, 'x');
      }
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(said.join('')).toBe('waiting\ntold\n');
  });
});
