import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ensureFifos, openWriteEnd } from '#core';
import { streamReaders } from '#native';

import { rotatedFiles } from './rotated-files.js';

const LINES = 300_000;
/** What a pump takes out of a FIFO at once. */
const READ_BYTES = 64 * 1024;
const SHORTEST_LINE_BYTES = 43;
const WRITER = `const fs = require('fs'); let n = 0;
  while (n < ${LINES}) { let s = ''; for (let i = 0; i < 500; i++) s += (n++) + ' ' + 'x'.repeat(40) + '\\n'; let b = Buffer.from(s), o = 0; while (o < b.length) o += fs.writeSync(1, b, o); }`;

describe('output when the manager is killed with -9', () => {
  let dir: string;
  let children: ChildProcess[];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-kill-'));
    children = [];
  });

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  async function startPump(
    ...args: [fifo: string, path: string, compress: boolean, reader: string]
  ): Promise<{ pump: ChildProcess; gone: Promise<void> }> {
    const hooks = new URL('../../../test/programs/source-hooks.mjs', import.meta.url).href;
    const script = new URL('./fixtures/pump-until-killed.mjs', import.meta.url).pathname;
    const node = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', hooks, script];
    const pump = spawn(process.execPath, [...node, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(pump);
    const gone = new Promise<void>((resolve) => pump.on('exit', () => resolve()));
    await new Promise((resolve) => pump.stdout?.once('data', resolve));
    return { pump, gone };
  }

  async function killAtFullSpeed(reader: string, compress: boolean): Promise<{ kills: number; lines: string[]; whole: string[] }> {
    const fifo = join(dir, 'web.stdout');
    const path = join(dir, 'web.log');
    await ensureFifos([fifo]);
    const fd = openWriteEnd(fifo);
    let current = await startPump(fifo, path, compress, reader);
    const writer = spawn(process.execPath, ['-e', WRITER], { stdio: ['ignore', fd, 'inherit'] });
    children.push(writer);
    closeSync(fd);
    let kills = 0;
    for (; kills < 4 && writer.exitCode === null; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
      current.pump.kill('SIGKILL');
      await current.gone;
      current = await startPump(fifo, path, compress, reader);
    }
    await current.gone;
    expect(kills).toBeGreaterThan(1);
    expect(existsSync(`${path}.rotating`)).toBe(false);

    const older = (await rotatedFiles(path))
      .reverse()
      .map((file) => (file.compressed ? gunzipSync(readFileSync(file.path)) : readFileSync(file.path)));
    const lines = Buffer.concat([...older, readFileSync(path)])
      .toString()
      .split('\n')
      .slice(0, -1);
    const whole = lines.filter((line) => /^\d+ x{40}$/.test(line));
    const backwards = whole.filter(
      (line, index) => index > 0 && Number.parseInt(line, 10) <= Number.parseInt(whole[index - 1] as string, 10),
    );
    expect(backwards).toEqual([]);
    expect(whole.at(-1)).toMatch(`${LINES - 1} `);
    return { kills, lines, whole };
  }

  it.each([false, true])('loses at most one read a kill, at full speed, and doubles nothing (compress: %s)', async (compress) => {
    const { kills, lines, whole } = await killAtFullSpeed('portable', compress);
    // Where a kill came between read(2) and the end of write(2), the line in which that happened is damaged too.
    expect(lines.length - whole.length).toBeLessThanOrEqual(kills);
    expect(LINES - whole.length).toBeLessThanOrEqual(kills * (READ_BYTES / SHORTEST_LINE_BYTES + 1));
  });

  it.skipIf(streamReaders().length < 2)('loses and damages nothing where the kernel moves the bytes', async () => {
    const { lines, whole } = await killAtFullSpeed('native', false);
    expect(lines.length).toBe(LINES);
    expect(whole.length).toBe(LINES);
  });
});
