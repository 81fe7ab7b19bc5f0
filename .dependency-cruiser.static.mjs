// What a program loads before it has done anything: only static imports at run time count here. Loading the daemon costs
// a command more than a second, Nest alone half of one.
const NEST = '(^|/)(@nestjs|nest-commander|nestjs-pino)(/|$)';
const INK = '(^|/)(ink|react)(/|$)';
const VALIDATORS = '(^|/)(class-validator|class-transformer)(/|$)';

const unreachable = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '[.]spec[.]ts$' },
  to: { path: to, reachable: true },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    unreachable('cli-never-reaches-the-daemon', 'The daemon is loaded by `serve` alone, with await import().', '^src/cli/', '^src/daemon/'),
    unreachable('a-command-starts-without-nest', 'What needs Nest loads it when it is called.', '^src/cli/bin[.]ts$', NEST),
    unreachable('a-command-starts-without-ink', 'Only `top` draws with it, and loads it when it is called.', '^src/cli/bin[.]ts$', INK),
    unreachable('client-loads-no-validators', 'It reads answers, it validates none.', '^libs/client/', VALIDATORS),
    unreachable('core-loads-no-framework', 'Supervision works without Nest: `provisr/core`.', '^libs/core/', NEST),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/', dynamic: true },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
