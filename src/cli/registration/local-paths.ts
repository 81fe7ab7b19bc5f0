import { readSpec } from '#contract';

/**
 * A specification, flat or as `{type, spec}`, as its author wrote it, with its relative paths resolved.
 * @throws ProvisrError PROVISR_SPEC_INVALID
 */
export function withLocalPaths(body: unknown, baseDir: string): Readonly<Record<string, unknown>> {
  const environment = { inherited: {}, declared: [], inherit: 'all' as const };
  return readSpec(body, { paths: { kind: 'relative', baseDir }, pidDir: baseDir, log: {}, environment }).spec.document;
}
