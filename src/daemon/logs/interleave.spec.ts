import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLineDto } from '#contract';
import { interleaved } from './interleave.js';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const lineOf =
  (stream: LogLineDto['stream']) =>
  (line: string): LogLineDto => ({ stream, line });
const stamped = (stream: LogLineDto['stream'], seconds: readonly number[]): LogLineDto[] =>
  seconds.map((second) => lineOf(stream)(`${at(second)} ${stream}`));

describe('two streams', () => {
  it('are put together by the times of their lines', () => {
    const seconds = fc.array(fc.nat(1000)).map((all) => all.toSorted((left, right) => left - right));
    fc.assert(
      fc.property(seconds, seconds, (out, err) => {
        const lines = interleaved(stamped('stdout', out), stamped('stderr', err));
        const times = lines.map(({ line }) => line.slice(0, 24));
        expect(times).toEqual(times.toSorted());
        expect(lines.filter(({ stream }) => stream === 'stderr')).toEqual(stamped('stderr', err));
        expect(lines.filter(({ stream }) => stream === 'stdout')).toEqual(stamped('stdout', out));
      }),
    );
  });

  it('keep lines without a time behind the one before, and one after the other where there is none', () => {
    const out = [...stamped('stdout', [1]), lineOf('stdout')('  at main.js'), ...stamped('stdout', [5])];
    const err = stamped('stderr', [3]);
    expect(interleaved(out, err).map(({ line }) => line)).toEqual([out[0]!.line, '  at main.js', err[0]!.line, out[2]!.line]);
    const [plainOut, plainErr] = [['a', 'b'].map(lineOf('stdout')), ['c'].map(lineOf('stderr'))];
    expect(interleaved(plainOut, plainErr)).toEqual([...plainOut, ...plainErr]);
  });
});
