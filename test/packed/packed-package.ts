import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ScratchDirectory, scratchDirectory } from '#testing';
import { installTarball, packTarball, ROOT } from './install-tarball.js';

/** The package as npm installs it, and copies of examples that find it by its name. */
export class PackedPackage {
  private constructor(private readonly scratch: ScratchDirectory) {}

  /** @param also what examples need beside it */
  static async install(also: readonly string[] = []): Promise<PackedPackage> {
    const scratch = scratchDirectory('packed');
    try {
      await installTarball(await packTarball(scratch.path), scratch.path, also);
      return new PackedPackage(scratch);
    } catch (error) {
      scratch.remove();
      throw error;
    }
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
