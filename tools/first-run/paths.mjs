import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder of package.json. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A path below the root. */
export const at = (...parts) => join(ROOT, ...parts);
