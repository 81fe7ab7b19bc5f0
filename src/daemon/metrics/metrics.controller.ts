import { Get, Header } from '@nestjs/common';
import { ROUTES } from '#contract';
import { ProtectedController, RequiresRole } from '../auth/index.js';
import { MetricsService } from './metrics.service.js';

/** The Prometheus endpoint. */
@ProtectedController()
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get(ROUTES.metrics.path)
  @RequiresRole('viewer')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<Buffer> {
    return this.metrics.scrape();
  }
}
