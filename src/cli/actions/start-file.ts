import { resolve } from 'node:path';
import type { StatusDto } from '#contract';
import type { Client, WaitOptions } from '#client';
import { pluginFormats } from '../connect/plugin-formats.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';

/**
 * Starts every process of a file in order of priority: by name where the daemon knows it, else with its specification. Prints the statuses.
 * @throws ProvisrError PROVISR_CONFIG_INVALID before anything is started
 */
export async function startFile(client: Client, io: Io, config: string, wait: WaitOptions): Promise<void> {
  const { loadConfig } = await import('../../daemon/config/load-config.js');
  const { specForDaemon } = await import('./spec-for-daemon.js');
  const { programs } = await loadConfig(resolve(io.cwd, config), { formats: pluginFormats, env: { ...io.env } });
  const known = await client.processes.list();
  const isKnown = (name: string): boolean => known.some((row) => row.name === name || row.instance_of === name);
  const processes: StatusDto[] = [];
  for (const { spec } of programs.toSorted((left, right) => left.spec.priority - right.spec.priority)) {
    const started = isKnown(spec.name)
      ? client.processes.start({ name: spec.name }, wait)
      : client.processes.launch(specForDaemon(spec), wait);
    processes.push(...((await withProgress(io, `starting ${spec.name}`, started)).processes ?? []));
  }
  await printMutation(io, { ok: true, processes });
}
