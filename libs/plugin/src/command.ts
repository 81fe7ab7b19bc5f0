import type { Client } from '#client';

/** A flag of a command, in commander's notation. */
export interface CommandOption {
  /** E.g. `--all`, `-n, --lines <count>`, `--since [moment]`. Those of every command, such as `--token` and `--output`, are taken. */
  readonly flags: string;
  readonly description: string;
  /** @default false */
  readonly isRequired?: boolean;
}

/** The world of a command while it runs. */
export interface CommandContext<Options extends object = Readonly<Record<string, unknown>>> {
  /** The daemon that the flags of the command line name, else that of the configuration. Nothing is sent before it is used. */
  readonly client: Client;
  /** Options of the plugin, checked as in the daemon. */
  readonly options: Options;
  /** The configuration that names the plugin, and its directory. */
  readonly configFile: string;
  readonly directory: string;
  /** Where the command was given. */
  readonly cwd: string;
  /** Writes to standard output, as it is. */
  readonly out: (text: string) => void;
  /** Writes to standard error, as it is. */
  readonly err: (text: string) => void;
  /** Prints a result the way `--output` says: as JSON, as YAML, or else the text that `text` makes of it. */
  readonly print: (result: unknown, text: () => string) => Promise<void>;
  /** For commands that go on until they are interrupted: its signal is given at the first Ctrl-C, which then ends nothing else. */
  readonly interruption: () => AbortSignal;
}

/** A command of the command line: `provisr <name>`. It runs in a process of its own, not in the daemon. */
export interface PluginCommand<Options extends object = Readonly<Record<string, unknown>>> {
  /** One word of lower-case letters, digits and dashes. What provisr has itself, or another plugin, is refused. */
  readonly name: string;
  /** One line without a full stop, for the list of commands. */
  readonly summary: string;
  /** Positional arguments in commander's notation: `<file>`, `[name]`. @default none */
  readonly positional?: string;
  /** @default none */
  readonly options?: readonly CommandOption[];
  /** Complete command lines, for its help. @default none */
  readonly examples?: readonly string[];
  /**
   * @param args values of its flags in camelCase and of its positional arguments by their names: texts, or `true` for flags without a value
   * @returns exit code, 0 to 255; nothing = 0
   * @throws anything: printed, with exit code 1, or that of the code of a ProvisrError such as the client throws
   */
  run(context: CommandContext<Options>, args: Readonly<Record<string, unknown>>): number | void | Promise<number | void>;
}
