import type { Client } from '#client';
import type { ExitCode } from '../exit-code.js';
import type { Io } from '../terminal/io.js';

/** A flag in commander's notation, with what turns its text into a value. */
export interface OptionSpec {
  /** E.g. `--env <K=V>` or `-n, --tail <lines>`. */
  readonly flags: string;
  readonly description: string;
  /** @throws commander's InvalidArgumentError */
  readonly parse?: (value: string, previous: unknown) => unknown;
  readonly isRequired?: true;
  /** Between programs of ours: in no help and no completion. */
  readonly isHidden?: true;
}

/** Talks to a daemon; loads neither Nest nor the daemon. */
export type ClientAction<Args> = (client: Client, io: Io, args: Args) => Promise<ExitCode>;
/** Works without a daemon. */
export type LocalAction<Args> = (io: Io, args: Args) => Promise<ExitCode>;

interface CommandBase {
  /** One word, or several of which the first ones name a group: `token create`. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments in commander's notation, e.g. `[config]`; they arrive in the args by their name. */
  readonly positional?: string;
  readonly options: readonly OptionSpec[];
  /** Complete command lines. */
  readonly examples: readonly string[];
}

/** A row of the command table. The action is loaded when its command runs, not before. */
export type CommandSpec = CommandBase &
  (
    | {
        readonly kind: 'client';
        readonly load: () => Promise<ClientAction<never>>;
        /** Whether a daemon is started for this user when none answers and nobody named an address. */
        readonly startsDaemon?: (values: Readonly<Record<string, unknown>>, env: Io['env']) => boolean;
      }
    | { readonly kind: 'local'; readonly load: () => Promise<LocalAction<never>> }
    | { readonly kind: 'nest' }
  );
