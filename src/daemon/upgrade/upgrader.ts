import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import type { UpgradeAcceptedDto, UpgradeStateDto } from '#contract';
import { failpoint, messageOf, ProvisrError } from '#core';
import { loadLibrary, type NativeLibrary } from '#native';
import type { DaemonProgram } from '../../handover/index.js';
import type { CheckReport } from './check-report.js';
import type { Inherited } from './inherited.js';
import { checkProgram } from './program-check.js';
import type { Standstill } from './standstill.js';
import type { UpgradePerformer, UpgradeRequest } from './upgrade-desk.js';

/** What a daemon is upgraded with. */
export interface UpgraderParts {
  /** What runs. */
  readonly program: DaemonProgram;
  readonly pidDir: string;
  readonly inherited: Inherited | null;
  readonly standstill: Standstill;
  /** Resolves when it is known what there is to hand over. */
  readonly ready: () => Promise<void>;
  readonly logger: Logger;
}

/** Replaces this daemon by another program in the same PID. */
export class Upgrader implements UpgradePerformer {
  readonly #parts: UpgraderParts;
  #isUnderWay = false;

  constructor(parts: UpgraderParts) {
    this.#parts = parts;
  }

  state(): UpgradeStateDto {
    const { program, inherited } = this.#parts;
    return { version: program.version, node: program.node, pid: process.pid, last: inherited?.result ?? null };
  }

  async upgrade(request: UpgradeRequest): Promise<UpgradeAcceptedDto> {
    const library = requiredLibrary();
    if (this.#isUnderWay) throw new ProvisrError('PROVISR_UPGRADING', 'an upgrade is under way already');
    this.#isUnderWay = true;
    try {
      await this.#parts.ready();
      const target = this.#targetOf(request);
      const report = await checkProgram(target);
      this.#judge(report);
      const id = randomUUID();
      const to: DaemonProgram = { ...target, version: report.version, node: report.node };
      // The answer to whoever asked goes out first: a standstill lets what is under way get through.
      setImmediate(() => void this.#replace(library, id, to));
      return { ok: true, id, from: versionOf(this.#parts.program), to: versionOf(to) };
    } catch (error) {
      this.#isUnderWay = false;
      throw error;
    }
  }

  /** By default what the daemon was started with, which is often a link, as it is on disk now. */
  #targetOf({ node, program: script }: UpgradeRequest): DaemonProgram {
    const { program } = this.#parts;
    return { ...program, executable: node ?? program.executable, script: script ?? process.argv[1] ?? program.script };
  }

  #judge({ obstacle, pidDir }: CheckReport): void {
    const reason =
      pidDir === this.#parts.pidDir ? obstacle : `its configuration has another pid_dir: ${pidDir} instead of ${this.#parts.pidDir}`;
    if (reason === null) return;
    throw new ProvisrError('PROVISR_UPGRADE_REFUSED', `the new program cannot take over: ${reason}`, {
      hint: 'restart the daemon instead: the next one adopts its processes',
      details: { reason },
    });
  }

  async #replace(library: NativeLibrary, id: string, to: DaemonProgram): Promise<void> {
    const { standstill, program, logger } = this.#parts;
    logger.log({ msg: 'upgrading', from: versionOf(program), to: versionOf(to) });
    try {
      await standstill.begin();
    } catch (error) {
      // Half at rest it cannot stay: this very program begins anew, with what there is.
      if (standstill.hasBegun) return await standstill.execute(library, { id, from: program, to: program, failure: messageOf(error) });
      this.#isUnderWay = false;
      return logger.error(`the upgrade did not begin: ${messageOf(error)}`);
    }
    failpoint('reexec.frozen');
    await standstill.execute(library, { id, from: program, to, failure: null });
  }
}

function versionOf({ version, node }: DaemonProgram): Pick<DaemonProgram, 'version' | 'node'> {
  return { version, node };
}

function requiredLibrary(): NativeLibrary {
  const library = loadLibrary();
  if (!('reason' in library)) return library;
  throw new ProvisrError('PROVISR_UPGRADE_UNAVAILABLE', `the daemon cannot replace itself in place: ${library.reason}`, {
    hint: 'install provisr with its optional dependencies, or restart the daemon: the next one adopts its processes',
  });
}
