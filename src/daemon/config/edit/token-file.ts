import { extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ProvisrError } from '#core';
import { BUILT_IN_FORMATS } from '../source/source-formats.js';
import { SyntaxProblem } from '../source/source-file.js';
import { editFile, readFileToEdit } from './edit-file.js';
import { jsonTokens } from './json-tokens.js';
import { type TokenEditor, type TokenEntry, TOKENS_PATH } from './token-entry.js';
import { tomlTokens } from './toml-tokens.js';
import { yamlTokens } from './yaml-tokens.js';

export type { TokenEntry } from './token-entry.js';

const EDITORS: Readonly<Record<string, TokenEditor>> = {
  '.toml': tomlTokens,
  '.yaml': yamlTokens,
  '.yml': yamlTokens,
  '.json': jsonTokens,
};

/** The tokens of a configuration file. */
export class TokenFile {
  /** @param path absolute */
  constructor(readonly path: string) {}

  /** @throws ProvisrError PROVISR_CONFIG_NOT_FOUND, PROVISR_CONFIG_INVALID */
  async list(): Promise<readonly TokenEntry[]> {
    return this.#tokensOf(this.#parse(await readFileToEdit(this.path)));
  }

  /**
   * @param make is given the names that are taken
   * @throws ProvisrError PROVISR_TOKEN_EXISTS, PROVISR_CONFIG_NOT_FOUND, PROVISR_CONFIG_INVALID
   * @returns the entry that was added
   */
  async add(make: (taken: ReadonlySet<string>) => TokenEntry): Promise<TokenEntry> {
    let added: TokenEntry | undefined;
    await this.#edit((tokens) => {
      const taken = new Set(tokens.map(({ name }) => name));
      const entry = make(taken);
      if (taken.has(entry.name)) {
        throw new ProvisrError('PROVISR_TOKEN_EXISTS', `there is a token "${entry.name}" in ${this.path} already`, {
          hint: `take another name, or revoke that one first: provisr token revoke --name ${entry.name}`,
        });
      }
      added = entry;
      return { expected: [...tokens, entry], edit: (editor, text) => editor.add(text, entry) };
    });
    if (added === undefined) throw new Error('the edit has not been made');
    return added;
  }

  /**
   * @returns how many are left
   * @throws ProvisrError PROVISR_TOKEN_NOT_FOUND, PROVISR_CONFIG_NOT_FOUND, PROVISR_CONFIG_INVALID
   */
  async remove(name: string): Promise<number> {
    let left = 0;
    await this.#edit((tokens) => {
      const index = tokens.findIndex((token) => token.name === name);
      if (index < 0) {
        throw new ProvisrError('PROVISR_TOKEN_NOT_FOUND', `there is no token "${name}" in ${this.path}`, {
          hint: tokens.length === 0 ? 'it holds no tokens' : `there are: ${tokens.map((token) => token.name).join(', ')}`,
        });
      }
      left = tokens.length - 1;
      return { expected: tokens.toSpliced(index, 1), edit: (editor, text) => editor.remove(text, index) };
    });
    return left;
  }

  async #edit(plan: (tokens: readonly TokenEntry[]) => Plan): Promise<void> {
    await editFile(this.path, (text) => {
      const before = this.#parse(text);
      const { expected, edit } = plan(this.#tokensOf(before));
      const editor = EDITORS[extname(this.path).toLowerCase()] ?? tomlTokens;
      const edited = edit(editor, text);
      if (!this.#isWhatWasMeant(edited, before, expected)) throw this.#unsuited();
      return edited;
    });
  }

  /** An edit of a text may go wrong in ways of writing that nobody thought of: nothing else may have changed. */
  #isWhatWasMeant(text: string, before: unknown, expected: readonly TokenEntry[]): boolean {
    try {
      const after = this.#parse(text);
      return (
        isDeepStrictEqual(plain(this.#tokensOf(after)), plain(expected)) && isDeepStrictEqual(withoutTokens(after), withoutTokens(before))
      );
    } catch {
      return false; // it cannot even be read
    }
  }

  #parse(text: string): unknown {
    try {
      return BUILT_IN_FORMATS.parserOf(this.path)(this.path, text).data;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      const place = error.position === null ? '' : `:${error.position.line}:${error.position.column}`;
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `${this.path}${place}: ${error.message}`);
    }
  }

  #tokensOf(data: unknown): readonly TokenEntry[] {
    let value = data;
    for (const key of TOKENS_PATH) {
      if (value === undefined || value === null) return [];
      if (typeof value !== 'object' || Array.isArray(value)) throw this.#unsuited();
      value = (value as Readonly<Record<string, unknown>>)[key];
    }
    if (value === undefined || value === null) return [];
    const isList = Array.isArray(value) && value.every((item) => typeof (item as TokenEntry | null)?.name === 'string');
    if (!isList) throw this.#unsuited();
    return value as TokenEntry[];
  }

  #unsuited(): ProvisrError {
    return new ProvisrError('PROVISR_CONFIG_INVALID', `the tokens in ${this.path} are written in a way that cannot be edited`, {
      hint: "write them as [[server.auth.tokens]] tables; 'provisr validate' checks the file",
    });
  }
}

interface Plan {
  readonly expected: readonly TokenEntry[];
  readonly edit: (editor: TokenEditor, text: string) => string;
}

/** Dates and the like as JSON has them, so that copies compare equal. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** The rest of the file; tables that only exist for the tokens count as none. */
function withoutTokens(data: unknown): unknown {
  const [serverKey, authKey, tokensKey] = TOKENS_PATH;
  const { [serverKey]: server, ...rest } = (plain(data ?? {}) ?? {}) as Record<string, Record<string, Record<string, unknown>> | null>;
  const { [authKey]: auth, ...others } = server ?? {};
  const { [tokensKey]: _tokens, ...settings } = auth ?? {};
  return [rest, others, settings];
}
