import { Claims, type FieldProblem } from '#contract';
import type { DaemonConfig } from '../daemon-config.js';
import type { Draft } from '../draft.js';
import { type Definition, nameOf } from '../steps/definitions.js';

/** Names, instance names, PID files and log files must each belong to one definition only. The later one is at fault. */
export function checkClaims(definitions: readonly Definition[], server: DaemonConfig['server'] | null): void {
  const claims = new Claims();
  claims.reserve(server?.pidFile ?? null, 'the daemon');
  claims.reserve(server?.logFile ?? null, 'the daemon');
  const owners = new Map<string, Definition>();
  for (const definition of definitions) {
    const problems = claims.take(definition.kind === 'process' ? definition.value.spec : definition.value.spec.process);
    definition.draft.report(
      problems.map((problem) => withPlace(problem, definition, owners)),
      definition.pointer,
    );
    if (!owners.has(nameOf(definition))) owners.set(nameOf(definition), definition);
  }
}

/** Says where the other one of a duplicate is. */
function withPlace(problem: FieldProblem, definition: Definition, owners: ReadonlyMap<string, Definition>): FieldProblem {
  const other = problem.pointer === '/name' ? owners.get(nameOf(definition)) : undefined;
  return other === undefined ? problem : { ...problem, suggestion: `the other one is in ${placeOf(other)}` };
}

function placeOf({ draft, pointer }: Definition): string {
  const { line } = draft.place(`${pointer}/name`);
  return line === null ? draft.file : `${draft.file}:${line}`;
}

/**
 * One explicit file cannot take the output of several processes.
 *
 * @returns whether there is a problem; then the same finding for each process would only be noise
 */
export function checkGlobalLogFiles(definitions: readonly Definition[], main: Draft, log: { stdout?: string; stderr?: string }): boolean {
  let isShared = false;
  for (const stream of ['stdout', 'stderr'] as const) {
    const file = log[stream];
    const writers = definitions.filter(({ kind, value }) => {
      const spec = kind === 'process' ? value.spec : value.spec.process;
      return file !== undefined && (spec.log.stdoutPath === file || spec.log.stderrPath === file);
    });
    if (writers.length < 2) continue;
    isShared = true;
    const names = writers.slice(0, 5).map(nameOf).join(', ');
    main.report([
      {
        pointer: `/log/${stream}`,
        message: `${writers.length} processes would write this one file (${names})`,
        suggestion: 'use "dir", which gives each its own files',
      },
    ]);
  }
  return isShared;
}
