import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOf, ProcessSpecDto, ROUTES } from '#contract';
import { TestDaemon } from '../fixtures/test-daemon.js';

/** By hand with more: PROVISR_GENERATED=10000. */
const generated = (usual: number): number => Number(process.env['PROVISR_GENERATED'] ?? usual);

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await TestDaemon.start('[server]\nlisten = "127.0.0.1:0"\n');
  await daemon.daemon.booted;
});
afterAll(() => daemon.close());

const key = fc.oneof(fc.constantFrom(...keysOf(ProcessSpecDto).keys(), 'type', 'spec', '__proto__', 'constructor'), fc.string());
const value = fc.oneof(fc.jsonValue(), fc.constantFrom('sleep 1', '/abs/path', '../up', '1h', '-1s', 'SIGTERM', '\0', '${HOME}'));
/** Never complete: `args` is a list of numbers, so that nothing can start. */
const body = fc.dictionary(key, value, { maxKeys: 12 }).map((spec) => ({ ...spec, args: [1] }));

async function nothingRuns(): Promise<void> {
  expect((await daemon.get('/api/processes')).body).toEqual([]);
  expect((await daemon.get('/health/ready')).status).toBe(200);
}

describe('generated requests', () => {
  it('bodies are refused with a sentence, and start nothing', async () => {
    const property = fc.asyncProperty(fc.constantFrom('start', 'register', 'update'), body, async (route, spec) => {
      const { status, body: problem } = await daemon.post(`/api/${route}`, { json: spec });
      expect([400, 404]).toContain(status);
      expect(typeof problem.error).toBe('string');
    });
    await fc.assert(property, { numRuns: generated(150) });
    await nothingRuns();
  });

  it('texts that are hardly JSON do too', async () => {
    const property = fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((text) => text.slice(1)),
      ),
      async (raw) => {
        const { status } = await daemon.post('/api/start', { raw, headers: { 'content-type': 'application/json' } });
        expect(status).toBe(400);
      },
    );
    await fc.assert(property, { numRuns: generated(100) });
    await nothingRuns();
  });

  it('queries and paths find nothing and break nothing', async () => {
    // An answer of /events has no end, and a daemon inside of a test cannot be replaced.
    const routes = Object.values(ROUTES).filter(({ path }) => !['/metrics', '/reload', '/events', '/upgrade'].includes(path));
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map((raw) => encodeURIComponent(raw));
    const query = fc.array(
      fc.tuple(fc.constantFrom('name', 'base', 'wildcard', 'wait', 'group', 'tail', 'since', 'x', '__proto__'), text),
      { maxLength: 4 },
    );
    const property = fc.asyncProperty(fc.constantFrom(...routes), text, query, async ({ method, path }, name, pairs) => {
      const target = `${path.startsWith('/health') ? '' : '/api'}${path.replace(':name', name)}?${pairs.map(([k, v]) => `${k}=${v}`).join('&')}`;
      const { status } = await (method === 'GET' ? daemon.get(target) : daemon.post(target));
      expect([200, 202, 400, 404]).toContain(status);
    });
    await fc.assert(property, { numRuns: generated(150) });
    await nothingRuns();
  });
});
