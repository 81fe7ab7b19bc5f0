/** A run of characters of one look. */
export interface AnsiSpan {
  readonly text: string;
  /** Classes of styles/log.css; empty for plain text. */
  readonly look: string;
}

interface Look {
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  /** 0 to 15; `null` = as everything else. */
  readonly colour: number | null;
  readonly ground: number | null;
}

const PLAIN: Look = { isBold: false, isDim: false, isItalic: false, isUnderlined: false, colour: null, ground: null };
// Control sequences, and strings for the terminal such as titles and links (ECMA-48, 8.3).
// oxlint-disable-next-line no-control-regex -- that is what they are
const SEQUENCE = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
// oxlint-disable-next-line no-control-regex -- that is what they are
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Takes a line apart by its colours (SGR of ECMA-48); whatever else it would make a terminal do is left out. */
export function ansiSpans(line: string): readonly AnsiSpan[] {
  if (!line.includes('\u001b')) return [{ text: line.replaceAll(CONTROL, ''), look: '' }];
  const spans: AnsiSpan[] = [];
  let look = PLAIN;
  let from = 0;
  for (const match of line.matchAll(SEQUENCE)) {
    add(spans, line.slice(from, match.index), look);
    from = match.index + match[0].length;
    if (match[2] === 'm') look = changed(look, match[1] ?? '');
  }
  add(spans, line.slice(from), look);
  return spans;
}

function add(spans: AnsiSpan[], text: string, look: Look): void {
  const plain = text.replaceAll(CONTROL, '');
  if (plain !== '') spans.push({ text: plain, look: classesOf(look) });
}

function changed(look: Look, parameters: string): Look {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = look;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extended(codes.slice(index + 1));
      next = code === 38 ? { ...next, colour } : { ...next, ground: colour };
      index += used;
    } else next = withCode(next, code);
  }
  return next;
}

const STYLES: Readonly<Record<number, Partial<Look>>> = {
  0: PLAIN,
  1: { isBold: true },
  2: { isDim: true },
  3: { isItalic: true },
  4: { isUnderlined: true },
  22: { isBold: false, isDim: false },
  23: { isItalic: false },
  24: { isUnderlined: false },
  39: { colour: null },
  49: { ground: null },
};

function withCode(look: Look, code: number): Look {
  const style = STYLES[code];
  if (style !== undefined) return { ...look, ...style };
  const isBright = code >= 90;
  const [base, offset] = isBright ? [90, 8] : [30, 0];
  const colour = code - base;
  if (colour >= 0 && colour < 8) return { ...look, colour: colour + offset };
  return colour >= 10 && colour < 18 ? { ...look, ground: colour - 10 + offset } : look;
}

/** Of the 256 and of all colours the nearest of our sixteen, which are legible on light and dark. */
function extended([kind, first = 0, second = 0, third = 0]: readonly number[]): { colour: number | null; used: number } {
  if (kind === 2) return { colour: nearest(first, second, third), used: 4 };
  if (kind !== 5) return { colour: null, used: 1 };
  if (first < 16) return { colour: first, used: 2 };
  if (first >= 232) return { colour: first < 244 ? 8 : 7, used: 2 };
  const cube = first - 16;
  return { colour: nearest(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51), used: 2 };
}

function nearest(red: number, green: number, blue: number): number {
  const most = Math.max(red, green, blue);
  const isOn = (part: number): boolean => part > most / 2 && part > 40;
  const colour = (isOn(red) ? 1 : 0) + (isOn(green) ? 2 : 0) + (isOn(blue) ? 4 : 0);
  return most > 190 ? colour + 8 : colour;
}

function classesOf({ isBold, isDim, isItalic, isUnderlined, colour, ground }: Look): string {
  const classes = [
    isBold && 'bold',
    isDim && 'dim',
    isItalic && 'italic',
    isUnderlined && 'underlined',
    colour !== null && `c${colour}`,
    ground !== null && `g${ground}`,
  ];
  return classes.filter(Boolean).join(' ');
}

/** What a person reads of a line. */
export function plainText(line: string): string {
  return ansiSpans(line)
    .map(({ text }) => text)
    .join('');
}
