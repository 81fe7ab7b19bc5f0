import { Controller, Get, Header, UseFilters, UseGuards } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { ROUTES } from '#contract';
import { Caller, type Identity, RecognisingGuard, roleAllows } from '../auth/index.js';
import { HealthFilter } from './health.filter.js';
import type { Finding } from './finding.js';
import { Readiness } from './readiness.js';

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

  /** The configuration is applied, the listeners are open, the boot is through, no stop has begun, the required processes run, and no plugin objects. */
  @Get(ROUTES.ready.path)
  @Header('Cache-Control', 'no-store')
  async ready(@Caller() caller: Identity): Promise<HealthCheckResult> {
    const maySeeDetails = roleAllows(caller.role, 'operator');
    const findings = await this.readiness.findings();
    return this.health.check(findings.map((finding) => () => this.#indicate(maySeeDetails ? finding : { ...finding, detail: {} })));
  }

  #indicate({ name, status, detail }: Finding): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    if (status === 'down') return indicator.down(detail);
    return status === 'degraded' ? indicator.degraded(detail) : indicator.up(detail);
  }
}
