// Who may import whom (ARCHITECTURE.md, docs/adr/0001): the arrows between the rings, checked by `npm run arrows`.
// Every edge counts here, dynamic and type-only ones too; what must not be reached by static imports alone is the
// business of .dependency-cruiser.static.mjs.

const SPEC = '[.](spec|e2e-spec|long-spec|chaos-spec)[.]ts$';
/** What it imports comes along in a file that the build makes of it (docs/adr/0021-nest-commander-comes-along.md). */
const IN_A_BUNDLE = '^src/cli/nest/commander[.]ts$';
const NOT_SPEC = { pathNot: SPEC };
const VALIDATORS = '(^|/)(class-validator|class-transformer|class-validator-jsonschema)(/|$)';

/** A ring whose shipped files may import only `allowed`, and node:* */
const onlyImports = (ring, allowed, comment) => ({
  name: `${ring}-imports-only-its-own`,
  comment,
  severity: 'error',
  from: { path: `^libs/${ring}/`, ...NOT_SPEC },
  to: { pathNot: [`^libs/${ring}/`, ...allowed], dependencyTypesNot: ['core'] },
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const rings = [
  onlyImports('core', [], 'The core knows no framework: node:* and itself, nothing else.'),
  onlyImports(
    'contract',
    ['^libs/core/', VALIDATORS, '(^|/)(reflect-metadata|fastest-levenshtein)(/|$)'],
    'The wire: core, and the packages that validate.',
  ),
  onlyImports('client', ['^libs/(core|contract)/'], 'The client is loaded by every command: it must stay small.'),
  onlyImports('native', ['^libs/core/', '(^|/)koffi(/|$)'], 'Implements ports of the core; all else works without it.'),
  forbid(
    'the-foreign-interface-has-one-room',
    'koffi is optional: only libs/native knows it, and the rest of the world asks whether it is there.',
    { path: '^(libs|src)/', pathNot: '^libs/native/' },
    { path: '(^|/)koffi(/|$)' },
  ),
  onlyImports(
    'plugin',
    ['^libs/(core|client)/', '(^|/)@nestjs/common(/|$)', '(^|/)reflect-metadata(/|$)'],
    'What a plugin author sees; commands get a client.',
  ),
  onlyImports(
    'testing',
    ['^libs/(core|client|contract|plugin)/', '(^|/)(vitest|fast-check|@nestjs/common)(/|$)'],
    'Starts the built daemon; must not know its insides.',
  ),
  forbid(
    'client-takes-types',
    'The validators cost a command 0.3 s: of the inner rings only types, errors, and modules that import nothing heavy.',
    { path: '^libs/client/', ...NOT_SPEC },
    {
      path: '^libs/(core|contract)/',
      pathNot: ['^libs/contract/src/(routes|problem|duration|listen)[.]ts$', '^libs/core/src/errors[.]ts$'],
      dependencyTypesNot: ['type-only'],
    },
  ),
  forbid(
    'validators-live-in-the-contract',
    'class-validator and class-transformer are confined to one room, so that replacing them is a change of one room.',
    { path: '^(libs|src)/', pathNot: ['^libs/contract/', SPEC] },
    { path: VALIDATORS },
  ),
  forbid('libs-do-not-know-src', 'Rings point inwards.', { path: '^libs/' }, { path: '^src/' }),
  forbid(
    'rings-meet-at-their-doors',
    'Another ring is imported by its #name (package.json "imports"), never by a path into its folders.',
    { path: '^(?:libs/([^/]+)|src)/' },
    { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased-subpath-import', 'type-only'] },
  ),
];

const daemon = [
  forbid(
    'daemon-does-not-know-its-callers',
    'Neither the command line nor the hosts that embed it.',
    { path: '^src/daemon/' },
    { path: '^src/(cli|embed)/' },
  ),
  forbid(
    'daemon-rooms-meet-at-their-doors',
    "Another room of the daemon is reached through that room's module file or index.",
    { path: '^src/daemon/([^/]+)/', ...NOT_SPEC },
    { path: '^src/daemon/[^/]+/', pathNot: ['^src/daemon/$1/', '^src/daemon/[^/]+/([^/]+[.]module|index)[.]ts$'] },
  ),
  forbid(
    'api-has-no-hands',
    'Controllers translate; files, programs and the state machine belong to the manager.',
    { path: '^src/daemon/api/', ...NOT_SPEC },
    {
      path: ['^(node:)?(fs|fs/promises|child_process)$', '^libs/core/src/(spawn|pidfile)/', '^libs/core/src/process/(machine|supervisor)'],
    },
  ),
  forbid(
    'metrics-listen-only',
    'One listener among others: core events and statuses, never the manager.',
    { path: '^src/daemon/metrics/', ...NOT_SPEC },
    { path: '^src/daemon/manager/(?!index[.]ts$|[^/]+[.]module[.]ts$)' },
  ),
];

const page = [
  forbid(
    'page-takes-types',
    'The page runs in a browser: of the rings it knows the wire, as types, and the table of routes, which imports nothing.',
    { path: '^src/ui/', ...NOT_SPEC },
    { path: '^(libs|src)/', pathNot: ['^src/ui/', '^libs/contract/src/routes[.]ts$'], dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'nobody-imports-the-page',
    'It is built by itself, and reached over HTTP.',
    { path: '^(libs|src)/', pathNot: '^src/ui/' },
    { path: '^src/ui/' },
  ),
];

const callers = [
  forbid(
    'cli-loads-the-daemon-on-demand',
    'Only `serve` needs it, and only by `await import()`: loading it costs a second.',
    { path: '^src/cli/', ...NOT_SPEC },
    { path: '^src/daemon/', dynamic: false, dependencyTypesNot: ['type-only'] },
  ),
  forbid('cli-and-embed-are-strangers', 'Two ways in, side by side.', { path: '^src/embed/' }, { path: '^src/cli/' }),
  forbid('cli-does-not-embed', 'Two ways in, side by side.', { path: '^src/cli/' }, { path: '^src/embed/' }),
  forbid(
    'examples-use-the-public-name',
    'An example is what a user may copy: "provisr/…", nothing of ours by path or #name.',
    { path: '^examples/' },
    { path: '^(src|libs)/' },
  ),
];

const house = [
  forbid('no-circular', 'Two modules that need each other are one, or miss a third.', {}, { circular: true }),
  forbid(
    'no-orphans',
    'A module that nothing imports is dead.',
    {
      orphan: true,
      pathNot: [SPEC, '(^|/)index[.]ts$', '[.]d[.]ts$', '^(bin|config|examples|test|tools)/', '[.]config[.]ts$', '^[.]'],
    },
    {},
  ),
  forbid('nothing-ships-a-spec', 'Specs are not built.', { pathNot: [SPEC, '^test/'] }, { path: SPEC }),
  forbid('nothing-ships-the-tools', 'tools/ and test/ are for us.', { path: '^(libs|src)/', ...NOT_SPEC }, { path: '^(tools|test)/' }),
  forbid(
    'what-ships-is-a-dependency',
    'A development dependency is missing on the machine of a user.',
    { path: '^(libs|src|bin)/', pathNot: [SPEC, '^libs/testing/', '^src/ui/', IN_A_BUNDLE] },
    // What is a peer as well is asked for by name where it is missing.
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
  ),
  forbid(
    'all-imports-resolve',
    'A typo, or a package that is not in package.json.',
    { pathNot: '^examples/' },
    { couldNotResolve: true, pathNot: '/dist/' },
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...rings, ...daemon, ...page, ...callers, ...house],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
