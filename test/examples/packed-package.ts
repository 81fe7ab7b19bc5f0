import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ScratchDirectory, scratchDirectory } from '#testing';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The package as npm would install it, and copies of examples that find it by its name. */
export class PackedPackage {
  private constructor(private readonly scratch: ScratchDirectory) {}

  /** Its dependencies are those that are installed here; the package itself is the packed one. */
  static async install(): Promise<PackedPackage> {
    const scratch = scratchDirectory('examples');
    const here = (...names: string[]): string => join(scratch.path, ...names);
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', scratch.path], { cwd: ROOT });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    await run('tar', ['xzf', here(packed?.filename ?? ''), '-C', scratch.path]);
    mkdirSync(here('node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), here('node_modules', name));
    }
    renameSync(here('package'), here('node_modules', 'provisr'));
    return new PackedPackage(scratch);
  }

  get bin(): string {
    return join(this.scratch.path, 'node_modules', 'provisr', 'bin', 'provisr.mjs');
  }

  /** Copies an example; the copy is a package of its own. @returns its folder */
  copy(example: string): string {
    const folder = join(this.scratch.path, example);
    cpSync(join(ROOT, 'examples', example), folder, { recursive: true });
    return folder;
  }

  /** The same where there is this package and not one of its dependencies. */
  copyAlone(example: string): string {
    const root = join(this.scratch.path, 'alone');
    const folder = join(root, example);
    cpSync(join(this.scratch.path, 'node_modules', 'provisr'), join(root, 'node_modules', 'provisr'), { recursive: true });
    cpSync(join(ROOT, 'examples', example), folder, { recursive: true });
    return folder;
  }

  /** Text files of the package below one of its folders, by their extension. */
  texts(below: string, extension: string): readonly { readonly file: string; readonly text: string }[] {
    const folder = join(this.scratch.path, 'node_modules', 'provisr', below);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(extension));
    return files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  }

  remove(): void {
    this.scratch.remove();
  }
}
