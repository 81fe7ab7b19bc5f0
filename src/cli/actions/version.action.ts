import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { packageVersion } from '../program/package-version.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

/** Prints the version; when verbose also what it runs on. */
export async function version(io: Io): Promise<ExitCode> {
  const short = { version: packageVersion() };
  const answer = io.isVerbose
    ? { ...short, node: process.versions.node, platform: `${process.platform}-${process.arch}`, executable: process.execPath }
    : short;
  await print(io, answer, () =>
    Object.entries(answer)
      .map(([key, value]) => (key === 'version' ? `provisr ${value}\n` : `${key.padEnd(10)} ${value}\n`))
      .join(''),
  );
  return EXIT_OK;
}
