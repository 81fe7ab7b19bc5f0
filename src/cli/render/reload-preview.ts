import type { DefinitionChangeDto, KeyChangeDto, ReloadPreviewDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { paint, type Tone } from './colour.js';

const TONES: Readonly<Record<DefinitionChangeDto['what'], Tone>> = { added: 'good', changed: 'busy', removed: 'bad' };
/** As wide as the longest of the words at the beginning of a line. */
const WIDTH = 'changed'.length;

/** What a reload would do, key by key. */
export function renderPreview(io: Io, { definitions, settings, result }: ReloadPreviewDto): string {
  const rest = `${result.unchanged.length} ${result.unchanged.length === 1 ? 'process' : 'processes'} unchanged\n`;
  if (definitions.length + settings.length === 0) return `nothing would change, ${rest}`;
  const parts = [
    ...definitions.map((definition) => definitionText(io, definition)),
    ...settings.map((setting) => settingText(io, setting, setting.next_start)),
  ];
  return `${parts.join('')}${rest}nothing was done\n`;
}

function definitionText(io: Io, { kind, name, what, source, restarts, keys }: DefinitionChangeDto): string {
  const title = kind === 'process' ? name : `${kind} ${name}`;
  const restart = restarts.length === 0 ? '' : ` (restarts ${restarts.join(', ')})`;
  const place = what === 'added' && source !== null ? `  in ${source}` : '';
  const head = `${paint(io, TONES[what], what.padEnd(WIDTH))}  ${title}${restart}${place}\n`;
  return head + keys.map((change) => `${' '.repeat(WIDTH + 4)}${keyText(change)}\n`).join('');
}

function settingText(io: Io, change: KeyChangeDto, waits: boolean): string {
  const when = waits ? '  (when the daemon is started the next time)' : '';
  return `${paint(io, 'busy', 'setting'.padEnd(WIDTH))}  ${keyText(change)}${when}\n`;
}

function keyText({ key, before, after }: KeyChangeDto): string {
  return `${key}: ${valueText(before)} → ${valueText(after)}`;
}

/** `***` of a secret stays without quotes: it is no value. */
function valueText(value: unknown): string {
  if (value === undefined) return 'not set';
  return value === '***' ? value : JSON.stringify(value);
}
