import { OptionDefaults } from 'typedoc';

/** `npm run docs:api`: docs/site, which is not committed. What is wrong in the comments of what can be imported fails it. */
export default {
  name: 'provisr',
  entryPoints: [
    'src/embed/index.ts',
    'libs/core/src/public-api.ts',
    'libs/client/src/index.ts',
    'libs/plugin/src/index.ts',
    'libs/testing/src/index.ts',
    'libs/native/src/public-api.ts',
  ],
  tsconfig: 'tsconfig.json',
  out: 'docs/site',
  readme: 'none',
  excludePrivate: true,
  excludeInternal: true,
  disableGit: true,
  sourceLinkTemplate: '{path}#L{line}',
  // Of the generator of the OpenAPI document.
  blockTags: [...OptionDefaults.blockTags, '@format', '@asType'],
  excludeTags: [...OptionDefaults.excludeTags, '@format', '@asType'],
  // Linked from what the client shows, and of no use without the daemon.
  externalSymbolLinkMappings: { provisr: { BUILT_IN_DETECTOR_TYPES: '#' } },
  treatWarningsAsErrors: true,
  // What need not be named is the business of `npm run api`.
  validation: { notExported: false, invalidLink: true, notDocumented: true },
  // Members whose name and type say all there is to say have no comment; everything that can be imported has one.
  requiredToBeDocumented: ['Enum', 'Variable', 'Function', 'Class', 'Interface', 'TypeAlias'],
};
