/** What `@nestjs/terminus` reports of one thing it looked at. */
export interface HealthIndicatorDto {
  readonly status: 'up' | 'degraded' | 'down';
  /** What is wrong; for operators only. */
  readonly [detail: string]: unknown;
}

/** The answer of the health endpoints, in the form of `@nestjs/terminus`. */
export interface HealthReportDto {
  readonly status: 'ok' | 'degraded' | 'error' | 'shutting_down';
  readonly info?: Readonly<Record<string, HealthIndicatorDto>>;
  readonly error?: Readonly<Record<string, HealthIndicatorDto>>;
  readonly details: Readonly<Record<string, HealthIndicatorDto>>;
}
