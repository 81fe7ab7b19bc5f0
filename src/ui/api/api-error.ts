import type { ProblemDto } from '#contract';

/** An answer that is none, or no answer at all. Its message is a sentence for people. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** 0 when the daemon was not reached. */
    readonly status: number,
    readonly problem: ProblemDto | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  get hint(): string | null {
    return this.problem?.hint ?? null;
  }
}

/** Of an answer that is no success. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => null)) as ProblemDto | null;
  const message =
    typeof problem?.detail === 'string' ? problem.detail : `the daemon answered with ${response.status} ${response.statusText}`;
  return new ApiError(message, response.status, problem);
}
