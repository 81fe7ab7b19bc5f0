import { Controller, Get, Header, UseFilters } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult, HealthIndicatorService } from '@nestjs/terminus';
import { ROUTES } from '#contract';
import { DaemonState } from './daemon-state.js';
import { HealthFilter } from './health.filter.js';

/** For orchestrators and load balancers: open to everybody, and telling nothing of the processes. */
@Controller()
@UseFilters(HealthFilter)
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly state: DaemonState,
  ) {}

  /** The daemon answers. */
  @Get(ROUTES.live.path)
  @Header('Cache-Control', 'no-store')
  live(): Promise<HealthCheckResult> {
    return this.health.check([() => this.indicators.check('daemon').up()]);
  }

  /** The configuration is applied, the boot is through and no stop has begun. */
  @Get(ROUTES.ready.path)
  @Header('Cache-Control', 'no-store')
  ready(): Promise<HealthCheckResult> {
    const daemon = this.indicators.check('daemon');
    const detail = { phase: this.state.phase, ...(this.state.problems.length === 0 ? {} : { problems: this.state.problems.length }) };
    return this.health.check([() => (this.state.phase === 'ready' ? daemon.up(detail) : daemon.down(detail))]);
  }
}
