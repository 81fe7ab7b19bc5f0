/** A command line taken apart by the quoting rules of POSIX.1-2017, Shell Command Language, 2.2. */
export interface ShellWords {
  readonly words: readonly string[];
  /** Something only a shell can do stands outside single quotes: an operator, an expansion, a glob, an assignment, a comment. */
  readonly needsShell: boolean;
  /** Like `needsShell`, but what stands inside double quotes does not count. */
  readonly needsShellUnquoted: boolean;
  /** A quote is open at the end. */
  readonly unterminated: boolean;
}

const UNQUOTED_META = new Set('|&;<>()$`*?[#~!{}\n');
const DOUBLE_QUOTED_META = new Set('$`');
/** 2.2.3: within double quotes a backslash is special only before these. */
const DOUBLE_QUOTED_ESCAPES = new Set('$`"\\\n');

/** Mutable while the line is read, one character at a time. */
class WordReader {
  readonly words: string[] = [];
  needsShellUnquoted = false;
  needsShellQuoted = false;
  quote: "'" | '"' | null = null;
  #word: string | null = null;

  append(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  finishWord(): void {
    if (this.#word === null) return;
    if (this.words.length === 0 && /^[A-Za-z_][A-Za-z0-9_]*=/.test(this.#word)) this.needsShellUnquoted = true;
    this.words.push(this.#word);
    this.#word = null;
  }

  /** Returns how many characters were consumed. */
  readBackslash(next: string | undefined): number {
    if (this.quote === '"' && (next === undefined || !DOUBLE_QUOTED_ESCAPES.has(next))) {
      this.append('\\');
      return 1;
    }
    if (next === undefined) {
      this.append('\\');
      return 1;
    }
    if (next !== '\n') this.append(next);
    return 2;
  }

  readPlain(char: string): void {
    if (char === ' ' || char === '\t') {
      this.finishWord();
      return;
    }
    if (UNQUOTED_META.has(char)) this.needsShellUnquoted = true;
    this.append(char);
  }

  readQuoted(char: string): void {
    if (char === this.quote) {
      this.quote = null;
      return;
    }
    if (this.quote === '"' && DOUBLE_QUOTED_META.has(char)) this.needsShellQuoted = true;
    this.append(char);
  }
}

/** Splits a command line into words, removing quotes, and says whether a shell is needed to run it. */
export function splitShellWords(line: string): ShellWords {
  const reader = new WordReader();
  for (let at = 0; at < line.length;) {
    const char = line.charAt(at);
    if (char === '\\' && reader.quote !== "'") {
      at += reader.readBackslash(line[at + 1]);
      continue;
    }
    if (reader.quote !== null) reader.readQuoted(char);
    else if (char === "'" || char === '"') {
      reader.quote = char;
      reader.append('');
    } else reader.readPlain(char);
    at += 1;
  }
  reader.finishWord();
  return {
    words: reader.words,
    needsShell: reader.needsShellUnquoted || reader.needsShellQuoted,
    needsShellUnquoted: reader.needsShellUnquoted,
    unterminated: reader.quote !== null,
  };
}
