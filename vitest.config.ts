import { defineConfig } from 'vitest/config';

// Tests run from the sources: "source" is the condition under which package.json "imports" point there.
const resolve = { conditions: ['source'] };
const ssr = { resolve: { conditions: ['source'], externalConditions: ['source'] } };

export default defineConfig({
  resolve,
  ssr,
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['{libs,src,tools}/**/*.spec.ts'],
          environment: 'node',
          testTimeout: 20_000,
          // By default one processor is left to whoever watches.
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e-spec.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          // After the unit tests, not beside them: real daemons and their deadlines need the processors.
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        ssr,
        test: {
          // The other spawner: what the daily run proves of the native one.
          name: 'portable',
          include: ['test/e2e/{supervision,crash-safety}/**/*.{e2e,long}-spec.ts'],
          // The choice itself.
          exclude: ['**/without-koffi.e2e-spec.ts'],
          env: { PROVISR_SPAWNER: 'portable' },
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // What takes long, by its nature or because it is repeated: not part of `npm test`.
        resolve,
        ssr,
        test: {
          name: 'long',
          include: ['{libs,src,tools,test/e2e}/**/*.long-spec.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.chaos-spec.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          // Needs Chromium: `npm run test:browser` looks for it.
          name: 'browser',
          include: ['test/browser/**/*.browser-spec.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
        },
      },
      {
        resolve,
        ssr,
        test: {
          // With the packed package, by its public name alone.
          name: 'examples',
          include: ['test/examples/**/*.examples-spec.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        resolve,
        ssr,
        test: {
          // The package as others install it.
          name: 'package',
          include: ['test/package/**/*.package-spec.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          // Needs Prometheus: `npm run test:prometheus` looks for it.
          name: 'prometheus',
          include: ['test/prometheus/**/*.prometheus-spec.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
