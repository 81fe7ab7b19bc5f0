/**
 * Finds where the keys of a TOML document stand. smol-toml tells positions only of errors, so this walks the text once more.
 * It is given text that smol-toml has accepted, which is why it need not judge: it only has to know where strings, comments,
 * arrays and inline tables begin and end (TOML 1.1).
 */

/** Key paths joined by NUL, which no TOML key may hold unescaped, with the offset at which the key begins. */
export type TomlKeys = ReadonlyMap<string, number>;

/** From the first character to behind the last. */
export interface TomlSpan {
  readonly start: number;
  readonly end: number;
}

/** `[a.b]` or `[[a.b]]`. */
export interface TomlHeader {
  readonly keys: readonly string[];
  readonly start: number;
}

/** Where everything stands in a text. */
export interface TomlLayout {
  readonly keys: TomlKeys;
  /** Values behind a `=` and elements of arrays, by their paths. */
  readonly values: ReadonlyMap<string, TomlSpan>;
  /** In the order of the text. */
  readonly headers: readonly TomlHeader[];
}

/** The form in which {@link locateTomlKeys} knows a path. */
export function tomlPath(tokens: readonly string[]): string {
  return tokens.join('\0');
}

/** The offsets of all keys, tables and array elements. */
export function locateTomlKeys(text: string): TomlKeys {
  return layOutToml(text).keys;
}

/** Where keys, values and tables stand. */
export function layOutToml(text: string): TomlLayout {
  return new TomlWalk(text).layout();
}

class TomlWalk {
  readonly #text: string;
  readonly #found = new Map<string, number>();
  readonly #values = new Map<string, TomlSpan>();
  readonly #headers: TomlHeader[] = [];
  /** How many elements each array of tables has so far. */
  readonly #lengths = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  layout(): TomlLayout {
    let table: readonly string[] = [];
    for (this.#skipBlank(); this.#at < this.#text.length; this.#skipBlank()) {
      if (this.#text[this.#at] === '[') table = this.#header();
      else this.#pair(table);
    }
    return { keys: this.#found, values: this.#values, headers: this.#headers };
  }

  /** `[a.b]` or `[[a.b]]`; returns the path of the table that begins. */
  #header(): readonly string[] {
    const start = this.#at;
    const isArray = this.#text.startsWith('[[', this.#at);
    this.#at += isArray ? 2 : 1;
    const keys = this.#key();
    this.#at += isArray ? 2 : 1;
    this.#headers.push({ keys, start });
    const parent = this.#resolve(keys.slice(0, -1), start);
    const path = [...parent, keys.at(-1) ?? ''];
    this.#note(path, start);
    if (!isArray) return this.#resolve(keys, start);
    const length = this.#lengths.get(tomlPath(path)) ?? 0;
    this.#lengths.set(tomlPath(path), length + 1);
    const element = [...path, String(length)];
    this.#note(element, start);
    return element;
  }

  /** The path that keys of a header mean: an array of tables stands for its last element. */
  #resolve(keys: readonly string[], start: number): string[] {
    const path: string[] = [];
    for (const key of keys) {
      path.push(key);
      this.#note(path, start);
      const length = this.#lengths.get(tomlPath(path));
      if (length !== undefined) path.push(String(length - 1));
    }
    return path;
  }

  #pair(table: readonly string[]): void {
    const start = this.#at;
    const path = [...table];
    for (const key of this.#key()) {
      path.push(key);
      this.#note(path, start);
    }
    this.#skipBlank();
    this.#at += 1; // =
    this.#skipBlank();
    this.#value(path);
  }

  #value(path: readonly string[]): void {
    const start = this.#at;
    const opening = this.#text[start];
    if (opening === '"' || opening === "'") this.#string();
    else if (opening === '[') this.#array(path);
    else if (opening === '{') this.#inlineTable(path);
    else this.#skip(/[^\s,\]}#]+( \d{2}:[^\s,\]}#]+)?/y); // a date and a time may stand apart
    this.#values.set(tomlPath(path), { start, end: this.#at });
  }

  #array(path: readonly string[]): void {
    this.#at += 1;
    for (let index = 0; this.#moreUntil(']'); index += 1) {
      const element = [...path, String(index)];
      this.#note(element, this.#at);
      this.#value(element);
    }
    this.#at += 1;
  }

  #inlineTable(path: readonly string[]): void {
    this.#at += 1;
    while (this.#moreUntil('}')) this.#pair(path);
    this.#at += 1;
  }

  /** Skips to the next element; `false` at the closing bracket. */
  #moreUntil(closing: string): boolean {
    this.#skipBlank();
    if (this.#text[this.#at] === ',') {
      this.#at += 1;
      this.#skipBlank();
    }
    return this.#at < this.#text.length && this.#text[this.#at] !== closing;
  }

  /** A dotted key: its parts. Ends behind the blanks that follow. */
  #key(): string[] {
    const parts: string[] = [];
    do {
      if (parts.length > 0) this.#at += 1;
      this.#skip(/[ \t]*/y);
      const quote = this.#text[this.#at];
      parts.push(quote === '"' || quote === "'" ? this.#string() : this.#skip(/[^\s.=\]]*/y));
      this.#skip(/[ \t]*/y);
    } while (this.#text[this.#at] === '.');
    return parts;
  }

  /** Any of the four kinds of strings; returns the content, with escapes resolved where it is one line. */
  #string(): string {
    const multiLine = this.#skip(/("""(?:\\[^]|[^\\])*?"{3,5}|'''[^]*?'{3,5})/y);
    if (multiLine !== '') return multiLine;
    const literal = this.#skip(/'[^'\n]*'/y);
    if (literal !== '') return literal.slice(1, -1);
    return unescapeBasic(this.#skip(/"(?:\\.|[^"\\\n])*"/y).slice(1, -1));
  }

  /** Blanks, line ends and comments. */
  #skipBlank(): void {
    this.#skip(/(?:[\s\uFEFF]|#[^\n]*)*/y);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += match.length;
    return match;
  }

  #note(path: readonly string[], offset: number): void {
    const key = tomlPath(path);
    if (!this.#found.has(key)) this.#found.set(key, offset);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\x1b' };

function unescapeBasic(content: string): string {
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (_match, x, u, long, plain: string | undefined) =>
      plain === undefined ? String.fromCodePoint(Number.parseInt(String(x ?? u ?? long), 16)) : (ESCAPES[plain] ?? plain),
  );
}
