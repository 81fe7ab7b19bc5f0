/** The size of the terminal in the picture. */
export const COLUMNS = 104;
export const ROWS = 26;

const FONT_PX = 15;
const CHARACTER_PX = 9.03;
const LINE_PX = 20;
const MARGIN_PX = 22;
const COLOURS = { 31: '#f2777a', 32: '#8ec07c', 33: '#e5b567' };
const BACKGROUND = '#1b1e24';
const CSI = '\u001B[';
const FOREGROUND = '#d8dbe2';

export function pictureSize() {
  return { width: Math.ceil(COLUMNS * CHARACTER_PX) + 2 * MARGIN_PX, height: ROWS * LINE_PX + 2 * MARGIN_PX };
}

/** A page that looks like the terminal whose screen, with its escape sequences for colours, is given. */
export function page(screen) {
  const lines = screen.replace(/\n$/, '').split('\n');
  let style = {};
  const body = lines.map((line) => {
    const drawn = drawLine(line, style);
    style = drawn.style;
    return drawn.html;
  });
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: ${BACKGROUND}; color: ${FOREGROUND} }
pre { margin: ${MARGIN_PX}px; font: ${FONT_PX}px/${LINE_PX}px 'DejaVu Sans Mono', monospace }
</style><pre>${body.join('\n')}</pre>`;
}

function drawLine(line, before) {
  let style = before;
  let html = '';
  for (const [at, part] of line.split(CSI).entries()) {
    // The codes of colours stand before the text they are for; nothing stands before the first.
    const codes = at === 0 ? undefined : /^([\d;]*)m/.exec(part)?.[1];
    const text = codes === undefined ? part : part.slice(codes.length + 1);
    if (codes !== undefined) style = codes.split(';').reduce((last, code) => styled(last, Number(code)), style);
    if (text !== '') html += `<span style="${css(style)}">${escaped(text)}</span>`;
  }
  return { html, style };
}

function styled(style, code) {
  if (code === 0) return {};
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isDim: true };
  if (code === 7) return { ...style, isInverse: true };
  if (code === 22) return { ...style, isBold: false, isDim: false };
  if (code === 27) return { ...style, isInverse: false };
  return { ...style, colour: COLOURS[code] };
}

function css({ isBold, isDim, isInverse, colour = FOREGROUND }) {
  const paint = isInverse ? `background:${colour};color:${BACKGROUND};display:inline-block;height:${LINE_PX}px` : `color:${colour}`;
  return `${paint};${isBold ? 'font-weight:bold;' : ''}${isDim ? 'opacity:0.55' : ''}`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
