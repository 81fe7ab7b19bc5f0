import { Controller, Get, Header, UseFilters, UseGuards } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { ROUTES } from '#contract';
import { Caller, type Identity, RecognisingGuard, roleAllows } from '../auth/index.js';
import { HealthFilter } from './health.filter.js';
import { type Finding, Readiness } from './readiness.js';

/** For orchestrators and load balancers: open to everybody, but what is wrong is told to operators only. */
@Controller()
@UseGuards(RecognisingGuard)
@UseFilters(HealthFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  /** The daemon answers. */
  @Get(ROUTES.live.path)
  @Header('Cache-Control', 'no-store')
  live(): Promise<HealthCheckResult> {
    return this.health.check([() => this.indicators.check('daemon').up()]);
  }

  /** The configuration is applied, the listeners are open, the boot is through, no stop has begun, and the required processes run. */
  @Get(ROUTES.ready.path)
  @Header('Cache-Control', 'no-store')
  ready(@Caller() caller: Identity): Promise<HealthCheckResult> {
    const maySeeDetails = roleAllows(caller.role, 'operator');
    return this.health.check(
      this.readiness.findings().map((finding) => () => this.#indicate(maySeeDetails ? finding : { ...finding, detail: {} })),
    );
  }

  #indicate({ name, status, detail }: Finding): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    if (status === 'down') return indicator.down(detail);
    return status === 'degraded' ? indicator.degraded(detail) : indicator.up(detail);
  }
}
