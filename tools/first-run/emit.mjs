import { runForeground } from './child.mjs';
import { at } from './paths.mjs';
import { requireNodeBinary } from './runtime.mjs';

/** `npm run emit`: writes the committed files which are made from the code (JSON Schema, reference tables). */
export function emit(args) {
  return runForeground(requireNodeBinary(), [at('dist', 'tools', 'emit-schemas.js'), ...args]);
}
