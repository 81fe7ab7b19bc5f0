import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';
import { formatMoment } from './moment.js';
import { type Column, renderTable } from './table.js';

/** A bearer token as it may be shown. */
export interface ShownToken {
  readonly name: string;
  readonly role: string;
  /** RFC 3339; `null` = never. */
  readonly expires_at: string | null;
}

const COLUMNS: readonly Column<ShownToken>[] = [
  { heading: 'NAME', cell: (token) => token.name },
  { heading: 'ROLE', cell: (token) => token.role },
  { heading: 'EXPIRES', cell: (token, io) => expiry(token, io) },
];

/** Tokens as a table; a sentence when there are none. */
export function renderTokens(io: Io, tokens: readonly ShownToken[]): string {
  return tokens.length === 0 ? 'no tokens: nobody has to say who they are\n' : renderTable(io, COLUMNS, tokens);
}

function expiry({ expires_at: at }: ShownToken, io: Io): string {
  if (at === null) return 'never';
  return Date.parse(at) <= Date.now() ? paint(io, 'bad', `expired ${formatMoment(at)}`) : formatMoment(at);
}
