import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatListen, parseListen } from './listen.js';

describe('parseListen', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    [':8080', { host: null, port: 8080 }],
    ['*:80', { host: null, port: 80 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:8443', { host: '::1', port: 8443 }],
    ['[fe80::1%eth0]:1', { host: 'fe80::1%eth0', port: 1 }],
  ])('reads %j', (text, address) => {
    expect(parseListen(text)).toEqual(address);
  });

  it.each(['', '8080', 'localhost', 'localhost:', ':65536', ':-1', '::1:80', 'http://localhost:80', 'a b:80', '[]:80'])(
    'refuses %j',
    (text) => {
      expect(parseListen(text)).toBeNull();
    },
  );

  it('reads what it writes', () => {
    const host = fc.oneof(fc.constant(null), fc.ipV4(), fc.ipV6(), fc.domain());
    fc.assert(
      fc.property(host, fc.integer({ min: 0, max: 65_535 }), (given, port) => {
        expect(parseListen(formatListen({ host: given, port }))).toEqual({ host: given, port });
      }),
    );
  });
});
