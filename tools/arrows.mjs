// `npm run arrows`: refuses imports that point the wrong way (.dependency-cruiser.mjs, .dependency-cruiser.static.mjs).
import { join } from 'node:path';
import process from 'node:process';
import { checkArrows } from './arrows/check.mjs';

const { ok, report } = await checkArrows(join(import.meta.dirname, '..'));
process.stdout.write(report);
if (!ok) process.exitCode = 1;
