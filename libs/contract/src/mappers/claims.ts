import { instancesOf, type ProcessSpec } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';

/** Who writes a file, and as what. */
interface Claim {
  readonly owner: string;
  readonly key: string;
}

/** Names and files that programs have taken. Two writers of one file would destroy each other's content. */
export class Claims {
  readonly #names = new Map<string, string>();
  readonly #files = new Map<string, Claim>();

  /** Notes a file of somebody else, e.g. the PID file of the daemon. */
  reserve(path: string | null, owner: string): void {
    if (path !== null) this.#files.set(path, { owner, key: '' });
  }

  /** Takes the names and files of a program; what is taken already is reported and stays with its owner. */
  take(spec: ProcessSpec): FieldProblem[] {
    const instances = instancesOf(spec);
    const names = new Set([spec.name, ...instances.map((instance) => instance.name)]);
    const taken = [...names].find((name) => this.#names.has(name));
    if (taken !== undefined) return [{ pointer: '/name', message: this.#nameProblem(spec.name, taken) }];
    for (const name of names) this.#names.set(name, spec.name);
    const problems = instances.flatMap((instance) => [
      ...this.#takeFile(instance.pidFile, { owner: spec.name, key: '/pid_file' }),
      ...this.#takeFile(instance.log.stdoutPath, { owner: spec.name, key: '/log/stdout' }),
      ...this.#takeFile(instance.log.stderrPath, { owner: spec.name, key: '/log/stderr' }),
    ]);
    return problems.slice(0, 1);
  }

  #takeFile(path: string | null, claim: Claim): FieldProblem[] {
    if (path === null) return [];
    const holder = this.#files.get(path);
    if (holder === undefined) {
      this.#files.set(path, claim);
      return [];
    }
    const message = `${path} is written by ${holder.owner === claim.owner ? 'another stream of the same process' : `"${holder.owner}"`} already`;
    return [{ pointer: claim.key, message }];
  }

  #nameProblem(name: string, taken: string): string {
    const owner = this.#names.get(taken) ?? '';
    if (taken === name && owner === name) return `"${name}" is defined twice`;
    return `instance name "${taken}" of "${name === taken ? owner : name}" is also the name of "${name === taken ? name : owner}"`;
  }
}
