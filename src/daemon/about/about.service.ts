import { createRequire } from 'node:module';
import { Inject, Injectable } from '@nestjs/common';
import type { ProcessManager } from '#core';
import type { NativeChoice } from '#native';
import type { AboutDto } from '#contract';
import { DaemonState } from '../health/index.js';
import { ActiveConfig, InjectManager } from '../manager/index.js';
import { CORE_SLOTS, type CoreSlots, NATIVE } from '../slots/index.js';

/** Knows what this daemon is, and what it can do where it runs. */
@Injectable()
export class AboutService {
  readonly #version = (createRequire(import.meta.url)('provisr/package.json') as { version: string }).version;

  constructor(
    private readonly state: DaemonState,
    private readonly active: ActiveConfig,
    @InjectManager() private readonly manager: ProcessManager,
    @Inject(CORE_SLOTS) private readonly slots: CoreSlots,
    @Inject(NATIVE) private readonly native: NativeChoice,
  ) {}

  tell(): AboutDto {
    const config = this.active.current;
    const { dir, reason, controllers } = this.manager.cgroups;
    const { clock, spawner, exits } = this.slots;
    const uptimeMs = this.#uptimeMs();
    return {
      version: this.#version,
      node: process.versions.node,
      pid: process.pid,
      platform: `${process.platform} ${process.arch}`,
      started_at: new Date(clock.epochMs() - uptimeMs).toISOString(),
      uptime_seconds: uptimeMs / 1000,
      phase: this.state.phase,
      embedded: config.isGuest,
      guarded: exits.isWatching,
      listeners: this.state.listeners.map(({ url }) => url),
      state_dir: config.pidDir,
      spawner: { kind: spawner.kind, native: this.native.ports !== null, reason: this.native.reason },
      cgroups: { dir, reason, controllers },
    };
  }

  /** By the kernel, since Node's own clock begins anew with each image that goes on in the same process. */
  #uptimeMs(): number {
    const { inspector, clock } = this.slots;
    const own = inspector.identify(process.pid);
    return own === null ? process.uptime() * 1000 : Math.max(0, clock.epochMs() - own.startUnix * 1000);
  }
}
