/** How results are printed. */
export const OUTPUT_FORMATS = ['table', 'json', 'yaml'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Everything a command may know of the world around it: so that tests give it another one. */
export interface Io {
  /** Writes to standard output, as it is. */
  readonly out: (text: string) => void;
  /** Writes to standard error, as it is. */
  readonly err: (text: string) => void;
  /** Standard output is a terminal. */
  readonly isTty: boolean;
  /** Standard error is a terminal. */
  readonly hasErrTty: boolean;
  /** Width of the terminal in columns; `null` when there is none. */
  readonly columns: number | null;
  /** Its height in lines; `null` when there is none. */
  readonly rows: number | null;
  readonly hasColour: boolean;
  readonly format: OutputFormat;
  /** Stack traces and whatever else helps to find a fault. */
  readonly isVerbose: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** For commands that go on until they are interrupted: given at the first Ctrl-C, which then ends nothing else. */
  readonly interruption: () => AbortSignal;
}

/** The global flags that shape the {@link Io}. */
export interface IoFlags {
  readonly output?: OutputFormat;
  readonly verbose?: boolean;
  readonly color?: boolean;
}
