import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/** Everything else that the extractor has to say is the business of the linter and of typedoc. */
const PROBLEMS = new Set(['ae-internal-mixed-release-tag', 'ae-cyclic-inherit-doc']);
const FORGOTTEN = /^The symbol "(\w+?)(?:_\d+)?" needs to be exported/;

/**
 * Writes down what one entry point exports.
 *
 * @param {{ name: string, types: string }} entry
 * @param {{ root: string, folder: string }} place `folder`: of the report
 * @returns {{ file: string, text: string, problems: string[], forgotten: { symbol: string, place: string }[] }}
 */
export function extract({ name, types }, { root, folder }) {
  const problems = [];
  const forgotten = [];
  const messageCallback = (message) => {
    message.handled = true;
    const place = `${relative(root, message.sourceFilePath ?? types)}:${message.sourceFileLine ?? 0}`;
    const symbol = FORGOTTEN.exec(message.text)?.[1];
    if (message.messageId === 'ae-forgotten-export' && symbol !== undefined) forgotten.push({ symbol, place });
    else if (message.category === 'Compiler' || PROBLEMS.has(message.messageId)) problems.push(`${place}: ${message.text}`);
  };
  Extractor.invoke(configFor({ name, types }, { root, folder }), { localBuild: true, messageCallback });
  const file = `${name}.api.md`;
  return { file, text: readFileSync(join(folder, file), 'utf8'), problems, forgotten };
}

function configFor({ name, types }, { root, folder }) {
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  const none = { default: { logLevel: 'none' } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
      apiReport: { enabled: true, reportFileName: `${name}.api.md`, reportFolder: folder, reportTempFolder: join(folder, 'temporary') },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: { compilerMessageReporting: none, extractorMessageReporting: none, tsdocMessageReporting: none },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
}
