import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '../schedule/index.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';

/** The Prometheus endpoint, at the root of the listener. */
@Module({})
export class MetricsModule {
  /** @param isExposed whether there is an endpoint at all (`[metrics].enabled`) */
  static forRoot(isExposed: boolean): DynamicModule {
    return {
      module: MetricsModule,
      imports: [ScheduleModule],
      controllers: isExposed ? [MetricsController] : [],
      providers: [MetricsService],
      exports: [MetricsService],
    };
  }
}
