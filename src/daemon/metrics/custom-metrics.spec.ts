import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '#testing';
import { type GaugeMetric, type MetricRegistry, Metrics, MetricsProvider } from '#plugin';
import { TestDaemon } from '../fixtures/test-daemon.js';
import { CustomSource } from './custom-metrics.js';
import { MetricsService } from './metrics.service.js';

@Metrics('queue')
class QueueMetrics extends MetricsProvider {
  #depth!: GaugeMetric;

  override register(registry: MetricRegistry): void {
    this.#depth = registry.gauge({ name: 'queue_depth', help: 'Jobs that wait.', labels: ['queue'] });
    registry.counter({ name: 'queue_jobs_total', help: 'Jobs done.' }).inc({}, 7);
    registry.histogram({ name: 'queue_job_seconds', help: 'Time of a job.', buckets: [1, 2] }).observe({}, 1.5);
  }

  override collect(): Promise<void> {
    this.#depth.set({ queue: 'mail' }, 3);
    return Promise.resolve();
  }
}

@Metrics('broken')
class BrokenMetrics extends MetricsProvider {
  override register(registry: MetricRegistry): void {
    registry.gauge({ name: 'broken_state', help: 'What was known last.' }).set({}, 4);
  }

  override collect(): never {
    throw new Error('out of order');
  }
}

describe('metrics of a plugin', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await TestDaemon.start('[server]\nlisten = "127.0.0.1:0"\n', {}, { overrides: [QueueMetrics, BrokenMetrics] });
  });
  afterAll(() => daemon.close());

  it('stand beside those of the daemon, asked at each scrape', async () => {
    const { text } = await daemon.get('/metrics');
    expect(text).toContain('# HELP queue_depth Jobs that wait.\n# TYPE queue_depth gauge\nqueue_depth{queue="mail"} 3\n');
    expect(text).toContain('\nqueue_jobs_total 7\n');
    expect(text).toContain('\nqueue_job_seconds_bucket{le="2"} 1\n');
    expect(text).toContain('\nprovisr_build_info{');
  });

  it('that fail cost nobody else anything, and are counted', async () => {
    const before = Number(/provisr_metrics_failures_total\{source="broken"\} (\d+)/.exec((await daemon.get('/metrics')).text)?.[1]);
    const { text } = await daemon.get('/metrics');
    expect(text).toContain('\nbroken_state 4\n');
    expect(text).toContain(`provisr_metrics_failures_total{source="broken"} ${before + 1}\n`);
    expect(text).toContain('provisr_metrics_failures_total{source="queue"} 0\n');
  });
});

describe('the registry of metrics', () => {
  const provider = (register: (registry: MetricRegistry) => void): MetricsProvider => ({ register });

  it.each([
    ['provisr_mine', 'daemon’s own'],
    ['no name', 'Invalid metric name'],
    ['provisr_process_starts_total', 'daemon’s own'],
  ])('refuses the name %j', (name, reason) => {
    const service = new MetricsService(new FakeClock());
    expect(() =>
      service.add(
        'mine',
        provider((registry) => registry.gauge({ name, help: 'x' })),
      ),
    ).toThrow(expect.objectContaining({ code: 'PROVISR_CONFIG_INVALID', message: expect.stringContaining(reason) as string }) as Error);
  });

  it('refuses names that are taken, of sources and of metrics', () => {
    const service = new MetricsService(new FakeClock());
    const once = provider((registry) => registry.counter({ name: 'jobs_total', help: 'x' }));
    service.add('first', once);
    expect(() => service.add('first', once)).toThrow('claimed twice');
    expect(() => service.add('second', once)).toThrow('already been registered');
  });

  it('waits for a provider no longer than a second', async () => {
    const clock = new FakeClock();
    const source = new CustomSource('slow', { collect: () => new Promise(() => undefined) }, clock);
    const asked = source.tell();
    clock.advance(1000);
    await expect(asked).rejects.toThrow('took longer');
  });
});
