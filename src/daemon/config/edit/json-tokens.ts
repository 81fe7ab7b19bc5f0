import { type TokenEditor, type TokenEntry, TOKENS_PATH } from './token-entry.js';

type Table = Record<string, unknown>;

/** Written anew: JSON has no comments to lose. Indented as it was. */
export const jsonTokens: TokenEditor = {
  add: (text, entry) => edit(text, (tokens) => [...tokens, entry]),
  remove: (text, index) => edit(text, (tokens) => tokens.filter((_, at) => at !== index)),
};

function edit(text: string, change: (tokens: readonly TokenEntry[]) => readonly TokenEntry[]): string {
  const data = JSON.parse(text) as Table;
  const [server, auth] = TOKENS_PATH;
  const serverTable = (data[server] ?? {}) as Table;
  const authTable = (serverTable[auth] ?? {}) as Table;
  const tokens = change((authTable['tokens'] ?? []) as TokenEntry[]);
  const edited = { ...data, [server]: { ...serverTable, [auth]: { ...authTable, tokens } } };
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? 2;
  return `${JSON.stringify(edited, null, indent)}${text.endsWith('\n') ? '\n' : ''}`;
}
