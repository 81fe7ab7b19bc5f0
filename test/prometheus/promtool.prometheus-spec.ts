import { describe, expect, it } from 'vitest';
import { promtool } from './prometheus-server.js';

describe('what is shipped for Prometheus', () => {
  it.each([
    ['check', 'config', 'config/prometheus/prometheus.yml'],
    ['check', 'rules', 'config/prometheus/alerts.yml'],
    ['test', 'rules', 'test/prometheus/alerts.test.yml'],
  ])('passes promtool %s %s %s', (...args) => {
    const { status, output } = promtool(args);
    expect(status, output).toBe(0);
    expect(output).not.toMatch(/FAILED|error/i);
  });
});
