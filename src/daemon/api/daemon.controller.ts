import { Get, Inject } from '@nestjs/common';
import type { ProcessInspector, ProcessManager, Spawner } from '#core';
import type { NativeChoice } from '#native';
import { fromStatus, ROUTES } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { DaemonState } from '../health/index.js';
import { InjectManager } from '../manager/index.js';
import { NATIVE, PROCESS_INSPECTOR, SPAWNER } from '../slots/index.js';
import { ApiController } from './api-controller.decorator.js';
import { specView } from './spec-view.js';

/** The daemon itself. */
@ApiController()
@RequiresRole('operator')
export class DaemonController {
  constructor(
    private readonly state: DaemonState,
    @InjectManager() private readonly manager: ProcessManager,
    @Inject(SPAWNER) private readonly spawner: Spawner,
    @Inject(NATIVE) private readonly native: NativeChoice,
    @Inject(PROCESS_INSPECTOR) private readonly inspector: ProcessInspector,
  ) {}

  /** What the core knows of each process. Its form may change from version to version. */
  @Get(ROUTES.debugProcesses.path)
  debug(@Caller() caller: Identity): Readonly<Record<string, unknown>> {
    const programs = this.manager.programs().map(({ spec, origin, source }) => ({
      name: spec.name,
      origin,
      source,
      instances: this.manager.statuses({ kind: 'name', name: spec.name }).map(fromStatus),
      spec: specView(spec.document, caller.role),
    }));
    const { phase, config } = this.state;
    return {
      pid: process.pid,
      daemon: this.#identity(),
      phase,
      problems: config.problems,
      ...this.#spawning(),
      ...this.#trees(),
      programs,
    };
  }

  /** How processes are made, and why not natively. */
  #spawning(): Readonly<Record<string, unknown>> {
    return { spawner: this.spawner.kind, ...(this.native.reason === null ? {} : { spawner_reason: this.native.reason }) };
  }

  /** What can hold a process and all it starts; cgroups are used where a process asks for one. */
  #trees(): Readonly<Record<string, unknown>> {
    const { dir, reason, controllers } = this.manager.cgroups;
    return { tree_control: dir === null ? 'process-group' : 'cgroup2', cgroups: { dir, reason, controllers } };
  }

  /** By which this very process can be told from another one that has its PID elsewhere or later; `null` where the platform does not tell. */
  #identity(): Readonly<Record<string, unknown>> | null {
    const own = this.inspector.identify(process.pid);
    return own === null ? null : { pid: own.pid, start_unix: own.startUnix, start_ticks: own.startTicks, boot_id: own.bootId };
  }
}
