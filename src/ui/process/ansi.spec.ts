import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ansiSpans, plainText } from './ansi.js';

describe('the colours of a line', () => {
  it.each([
    ['plain', [['plain', '']]],
    [
      '\u001b[32mok\u001b[0m then',
      [
        ['ok', 'c2'],
        [' then', ''],
      ],
    ],
    [
      '\u001b[1;31;44mall\u001b[22m less\u001b[m',
      [
        ['all', 'bold c1 g4'],
        [' less', 'c1 g4'],
      ],
    ],
    ['\u001b[91mbright\u001b[39m', [['bright', 'c9']]],
    [
      '\u001b[38;5;196mred\u001b[38;2;0;0;255mblue',
      [
        ['red', 'c9'],
        ['blue', 'c12'],
      ],
    ],
    ['\u001b]0;title\u0007text\u001b[2K\u001b[1A', [['text', '']]],
  ])('%j', (line, expected) => {
    expect(ansiSpans(line).map(({ text, look }) => [text, look])).toEqual(expected);
  });

  it('leaves no control character, whatever a program writes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('\u001b[', '\u001b]', '\u001b[38;5;', 'm', ';', '\u0007'))), (parts) => {
        // oxlint-disable-next-line no-control-regex -- that is what must not be there
        expect(plainText(parts.join(''))).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
      }),
    );
  });
});
