import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type ChangeReport,
  failpoint,
  isProvisrError,
  messageOf,
  type Outcome,
  type ProcessManager,
  type Program,
  ProvisrError,
  type Selector,
  type UpdateOptions,
  type WaitOptions,
} from '#core';
import { readSpec } from '#contract';
import { DaemonEvents } from '../events/index.js';
import { ActiveConfig, assertChangeable, assertUnclaimed, InjectManager } from '../manager/index.js';
import { CronScheduler } from '../schedule/index.js';
import { createProgramFile, newProgramFile, removeProgramFile, writeProgramFile } from './program-file.js';
import { type Registered, selectRegistered } from './select-registered.js';

/** Changes of definitions that come through the API, and their files. */
@Injectable()
export class RegistrationService {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly active: ActiveConfig,
    private readonly scheduler: CronScheduler,
    private readonly events: DaemonEvents,
  ) {}

  /**
   * Defines a program for as long as the manager lives, and starts it.
   * @throws ProvisrError PROVISR_SPEC_INVALID, PROVISR_PROCESS_CONFLICT
   */
  launch(body: unknown, options: WaitOptions): Promise<readonly Outcome[]> {
    const { spec } = readSpec(body, this.active.current.apiContext);
    assertUnclaimed(spec, this.manager, this.active.current);
    const known = this.#known(spec.name);
    return this.manager.launch({ spec, origin: known?.origin ?? 'api', source: known?.source ?? null }, options);
  }

  /**
   * Writes a program to the programs directory, then starts it. The same spec again only starts what does not run.
   * @throws ProvisrError PROVISR_SPEC_INVALID, PROVISR_PROCESS_CONFLICT, PROVISR_PROCESS_PROTECTED
   */
  async register(body: unknown, options: WaitOptions): Promise<readonly Outcome[]> {
    const program = await this.active.exclusively(() => this.#persist(body, options.by ?? null));
    return this.manager.launch(program, options);
  }

  /**
   * Replaces the definition of a known program, and its file if it has one; with `dryRun` it says what that would do.
   * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_PROCESS_PROTECTED
   */
  update(body: unknown, options: UpdateOptions): Promise<ChangeReport> {
    return this.active.exclusively(async () => {
      const { spec } = readSpec(body, this.active.current.apiContext);
      const known = this.manager.program(spec.name);
      if (known.spec.name !== spec.name) throw notFound(spec.name);
      assertChangeable(spec.name, known.origin, known.source);
      assertUnclaimed(spec, this.manager, this.active.current);
      const program: Program = { ...known, spec };
      if (program.source !== null && options.dryRun !== true) await this.#write(program.source, program, writeProgramFile);
      return this.manager.update(program, options);
    });
  }

  /**
   * Removes programs and cronjobs: first their files, so that they do not come back whatever happens next, then themselves.
   * @returns their names
   * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_PROCESS_PROTECTED (then none is removed)
   */
  unregister(selector: Selector, options: WaitOptions): Promise<readonly string[]> {
    return this.active.exclusively(async () => {
      const selected = selectRegistered(selector, this.manager.programs(), this.active.current.cronjobs);
      for (const { name, origin, source } of selected) assertChangeable(name, origin, source);
      for (const definition of selected) await this.#remove(definition, options);
      return selected.map(({ name }) => name);
    });
  }

  async #remove({ name, kind, source }: Registered, options: WaitOptions): Promise<void> {
    if (source !== null) await removeProgramFile(source);
    failpoint('unregister.removed');
    this.active.drop(name);
    this.events.tell({ type: 'program.unregistered', name, by: options.by ?? null });
    if (kind === 'cronjob') await this.scheduler.retire(this.active.current.cronjobs);
    else await this.manager.remove(name, options);
  }

  async #persist(body: unknown, by: Actor | null): Promise<Program> {
    const { spec } = readSpec(body, this.active.current.apiContext);
    assertUnclaimed(spec, this.manager, this.active.current);
    const known = this.#known(spec.name);
    if (known !== undefined) {
      assertChangeable(spec.name, known.origin, known.source);
      if (!isDeepStrictEqual(known.spec.document, spec.document)) {
        throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `"${spec.name}" is known with another specification`, {
          hint: 'use update to change it',
        });
      }
      if (known.source !== null) return known;
    }
    const file = await newProgramFile(this.active.current.programsDirectory, spec.name);
    const program: Program = { spec, origin: 'registered', source: file };
    await this.#write(file, program, createProgramFile);
    this.events.tell({ type: 'program.registered', name: spec.name, by });
    return program;
  }

  async #write(file: string, program: Program, write: typeof writeProgramFile): Promise<void> {
    try {
      await write(file, program.spec.document);
    } catch (error) {
      if (isProvisrError(error)) throw error;
      throw new ProvisrError('PROVISR_UNEXPECTED', `cannot write ${file}: ${messageOf(error)}`, { cause: error });
    }
    failpoint('register.written');
    this.active.keep(program);
  }

  #known(name: string): Program | undefined {
    return this.manager.programs().find(({ spec }) => spec.name === name);
  }
}

function notFound(name: string): ProvisrError {
  return new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `no process is named "${name}"`, { hint: 'register adds a new one' });
}
