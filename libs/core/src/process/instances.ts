import { parse, join } from 'node:path';
import type { InstanceSpec, ProcessSpec } from './spec.js';

/** `/run/demo.pid` → `/run/demo-2.pid`. */
function numbered(path: string, index: number): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${index}${ext}`);
}

function instance(spec: ProcessSpec, index: number): InstanceSpec {
  const { log } = spec;
  return {
    ...spec,
    name: `${spec.name}-${index}`,
    base: spec.name,
    index,
    pidFile: numbered(spec.pidFile, index),
    log: { ...log, stdoutPath: ownLog(log.stdoutPath, spec.name, index), stderrPath: ownLog(log.stderrPath, spec.name, index) },
  };
}

/** `<dir>/web.stdout.log` → `<dir>/web-2.stdout.log`, and any other path gets the number before its extension. */
function ownLog(path: string | null, base: string, index: number): string | null {
  if (path === null) return null;
  const { dir, base: file } = parse(path);
  return file.startsWith(`${base}.`) ? join(dir, `${base}-${index}${file.slice(base.length)}`) : numbered(path, index);
}

/** The instances of a spec: itself when there is one, else `<name>-1` … each with its own pid file and log files. */
export function instancesOf(spec: ProcessSpec): readonly InstanceSpec[] {
  if (spec.instances === 1) return [{ ...spec, base: spec.name, index: 0 }];
  return Array.from({ length: spec.instances }, (_, position) => instance(spec, position + 1));
}
