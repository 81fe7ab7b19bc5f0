import { Agent, request } from 'node:http';

/** What clients of a daemon went through. */
export interface LoadAccount {
  readonly answered: number;
  /** One line for each request that got no answer, or another one than 200. */
  readonly failures: readonly string[];
}

/** Clients that ask one after the other, without a pause: each on a new connection, or all on one that is kept. */
export class Load {
  readonly #url: string;
  readonly #socketPath: string | undefined;
  readonly #keeping = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #failures: string[] = [];
  readonly #loops: Promise<void>[] = [];
  #answered = 0;
  #isOver = false;

  constructor(url: string, socketPath?: string) {
    this.#url = url;
    this.#socketPath = socketPath;
    this.#loops.push(this.#ask('new connection', false), this.#ask('kept connection', this.#keeping));
  }

  get answered(): number {
    return this.#answered;
  }

  async end(): Promise<LoadAccount> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    this.#keeping.destroy();
    return { answered: this.#answered, failures: this.#failures };
  }

  async #ask(label: string, agent: Agent | false): Promise<void> {
    while (!this.#isOver) {
      const outcome = await this.#once(agent).catch((error: unknown) => String(error));
      if (outcome === '200') this.#answered += 1;
      else this.#failures.push(`${label}: ${outcome}`);
    }
  }

  #once(agent: Agent | false): Promise<string> {
    return new Promise((resolve, reject) => {
      const where = this.#socketPath === undefined ? {} : { socketPath: this.#socketPath };
      const asked = request(this.#url, { agent, ...where }, (response) => {
        response.resume();
        response.once('end', () => resolve(String(response.statusCode)));
        response.once('error', reject);
      });
      asked.once('error', reject);
      asked.end();
    });
  }
}
