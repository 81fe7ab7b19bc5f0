import { describe, expect, it } from 'vitest';
import { isRootRoute, normaliseBasePath, routePath, ROUTES } from './routes.js';

describe('routePath', () => {
  it('fills in and escapes parameters and query', () => {
    expect(routePath('processLogs', { name: 'a/b ?' }, { tail: 100, since: undefined, stream: 'a&b' })).toBe(
      '/processes/a%2Fb%20%3F/logs?tail=100&stream=a%26b',
    );
    expect(routePath('status', {})).toBe('/status');
  });

  it('has each method and path once', () => {
    const all = Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(all).size).toBe(all.length);
  });

  it('knows what lies at the root', () => {
    expect(isRootRoute('metrics')).toBe(true);
    expect(isRootRoute('status')).toBe(false);
  });
});

describe('normaliseBasePath', () => {
  it.each([
    ['/api', '/api'],
    ['api/', '/api'],
    ['//a/b//', '/a/b'],
    ['/', ''],
    ['', ''],
  ])('%j becomes %j', (given, normal) => {
    expect(normaliseBasePath(given)).toBe(normal);
  });
});
