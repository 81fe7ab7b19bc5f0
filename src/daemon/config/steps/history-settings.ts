import { join } from 'node:path';
import { type FieldProblem, type HistoryDto, MEBIBYTE, parseSize, PathReader } from '#contract';
import type { HistoryConfig } from '../daemon-config.js';
import type { Draft } from '../draft.js';

const DEFAULT_MAX_MB = 16;
const DEFAULT_MAX_RUNS = 100;
/** Less than this would be gone before anybody could look at it. */
const LEAST_BYTES = 64 * 1024;

/** Step 8: `[history]` with its defaults. */
export function historySettings(dto: HistoryDto, draft: Draft, pidDir: string): HistoryConfig {
  const problems: FieldProblem[] = [];
  const paths = new PathReader({ kind: 'relative', baseDir: draft.directory }, problems);
  const maxBytes = parseSize(dto.max_size_mb ?? DEFAULT_MAX_MB, MEBIBYTE) ?? 0;
  if (maxBytes > 0 && maxBytes < LEAST_BYTES)
    problems.push({ pointer: '/max_size_mb', message: 'must be 0, or at least 64 KiB ("64KiB")' });
  const directory = paths.read(dto.dir, '/dir') ?? join(pidDir, 'history');
  draft.report(problems, '/history');
  return { maxRuns: dto.max_runs ?? DEFAULT_MAX_RUNS, directory, maxBytes };
}
