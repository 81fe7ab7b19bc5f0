import type { LoggerService } from '@nestjs/common';

/** How a provisr inside another program is made. Exactly one of `configFile` and `config` is to be given. */
export interface ProvisrOptions {
  /** TOML, YAML or JSON; relative paths in it start at its directory. */
  readonly configFile?: string;
  /** The same content as a value, by the keys of docs/reference/config.md. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where relative paths of `config` start. @default the working directory */
  readonly directory?: string;
  /**
   * Takes what provisr has to say about itself; `false` = nobody. What processes write is not part of it.
   * @default warnings and errors on the console; `'nest'` in a Nest host
   */
  readonly logger?: LoggerService | 'nest' | false;
  /**
   * Whether the host goes on when a plugin throws where nobody can catch it: in a timer, a listener, a promise that nobody awaits. The plugin
   * is blamed in `GET /plugins` then. It takes a handler of `uncaughtException` for the whole process, from here to the end of `close()`,
   * which is why it has to be asked for: other errors end the process as before, or are left to the handlers of the host if it has any.
   * @default false: such an error ends the host like any other; the processes go on and are taken over at its next start
   */
  readonly containPluginCrashes?: boolean;
  /**
   * Names by which browsers and clients reach the host application, beside loopback and addresses: a request that asks for another
   * name, or comes from a page of another origin, is refused. `'any'` = the host application checks that itself.
   * @default none
   */
  readonly hosts?: readonly string[] | 'any';
}
