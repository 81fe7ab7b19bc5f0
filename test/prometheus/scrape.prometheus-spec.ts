import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '#testing';
import { NODE_SERIES } from '../../src/daemon/metrics/node-series.js';
import { SERIES, type SeriesDescription } from '../../src/daemon/metrics/series-table.js';
import { dashboardQueries } from './dashboard-queries.js';
import { promtool } from './prometheus-server.js';
import { ScrapedDaemon } from './scraped-daemon.js';

let scraped: ScrapedDaemon;
beforeAll(async () => {
  scraped = await ScrapedDaemon.start();
});
afterAll(() => scraped?.close());

const all: readonly SeriesDescription[] = Object.values(SERIES);
const names = (wanted: (series: SeriesDescription) => boolean): string[] => all.filter(wanted).map(({ name }) => name);

/** A label or two of a process, and what its gauges say. */
const FACTS: readonly (readonly [promql: string, value: number])[] = [
  ['provisr_ready', 1],
  ['provisr_config_last_reload_successful', 1],
  ['provisr_process_running_instances{base="web"}', 2],
  ['provisr_process_current_state{name="over",state="failed"}', 1],
  ['provisr_process_info{name="web-2",base="web",group="stack"}', 1],
  ['provisr_process_info{name="loops",group=""}', 1],
  ['provisr_process_log_degraded{name="full",stream="stdout"}', 1],
  ['provisr_process_log_degraded{name="busy",stream="stdout"}', 0],
  ['provisr_cronjob_running{name="long"}', 1],
  ['provisr_cronjob_suspended{name="paused"}', 1],
  ['count(sum by (name) (provisr_process_current_state) != 1) or vector(0)', 0],
];

describe('a daemon behind TLS and a token, scraped by Prometheus', () => {
  it.each(names(({ type }) => type === 'gauge'))('%s has a value', async (name) => {
    await scraped.answer(name);
  });

  it.each(names(({ type }) => type === 'counter').filter((name) => name !== SERIES.failures.name && name !== SERIES.stops.name))(
    '%s rises',
    async (name) => {
      await scraped.answer(`rate(${name}[10s]) > 0`);
    },
  );

  it('stops count when something is stopped', async () => {
    const before = (await scraped.answer('sum(provisr_process_stops_total{name="web-2"})'))[0]?.value ?? 0;
    expect((await scraped.ask('/api/restart?name=web-2', 'POST')).status).toBe(200);
    expect((await scraped.ask('/api/stop?name=web-2', 'POST')).status).toBe(200);
    expect((await scraped.ask('/api/start?name=web-2', 'POST')).status).toBe(200);
    await scraped.answer(`provisr_process_stops_total{name="web-2"} > ${before}`);
  });

  it.each(names(({ type }) => type === 'histogram'))('%s has buckets to compute with', async (name) => {
    await scraped.answer(`histogram_quantile(0.9, sum by (le) (rate(${name}_bucket[10s])))`);
    await scraped.answer(`rate(${name}_count[10s]) > 0`);
    await scraped.answer(`${name}_sum`);
  });

  it.each(NODE_SERIES)('%s, which Node tells, has a value', async (name) => {
    await scraped.answer(`{__name__=~"${name}(_count)?"}`);
  });

  it.each(FACTS)('%s is %d', async (promql, value) => {
    await waitFor(async () => (await scraped.prometheus.value(promql)) === value, { what: `${promql} to be ${value}` });
  });

  it('no source of metrics fails', async () => {
    expect((await scraped.answer('sum(provisr_metrics_failures_total)'))[0]?.value).toBe(0);
  });

  it('promtool finds nothing to complain about, and no series is there that the tables do not name', async () => {
    const { text } = await scraped.ask('/metrics');
    expect(promtool(['check', 'metrics'], text)).toEqual({ status: 0, output: '' });
    const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? '');
    expect(told.toSorted()).toEqual([...names(() => true), ...NODE_SERIES].toSorted());
  });

  it('the alerts of what is wrong are there, and no others', async () => {
    const expected = ['ProvisrCronFailed', 'ProvisrCronMissed', 'ProvisrLogLost', 'ProvisrProcessCrashLoop', 'ProvisrProcessFailed'];
    const alerts = async (): Promise<readonly string[]> =>
      (await scraped.prometheus.query('count by (alertname) (ALERTS)')).map(({ metric }) => metric['alertname'] ?? '');
    await waitFor(async () => (await alerts()).length >= expected.length, { what: 'the alerts' });
    expect((await alerts()).toSorted()).toEqual(expected);
  });
});

describe('the dashboard', () => {
  it.each(dashboardQueries())('%s: %s', async (_place, promql) => {
    await scraped.answer(promql);
  });
});
