/** An entry of `[[server.auth.tokens]]` as it is written. */
export interface TokenEntry {
  readonly name: string;
  readonly role: string;
  /** `sha256:<hex>`. */
  readonly hash: string;
  /** RFC 3339. */
  readonly expires_at?: string;
}

/** Where the tokens lie in a configuration. */
export const TOKENS_PATH = ['server', 'auth', 'tokens'] as const;

/** Edits the tokens in the text of one format, and nothing else of it. */
export interface TokenEditor {
  add(text: string, entry: TokenEntry): string;
  /** @param index of the entry to take out */
  remove(text: string, index: number): string;
}
