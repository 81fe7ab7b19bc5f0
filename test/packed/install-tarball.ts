import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** How a package came into its folder: by `npm install`, or laid out by hand where the registry cannot be reached. */
export type Installation = 'npm' | 'by hand';

/** What npm says when the network does not let it, not the package. */
const UNREACHABLE =
  /\bcode (ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED|EHOSTUNREACH|ENETUNREACH)\b/;

/** What `npm publish` would send. @returns path of the tarball */
export async function packTarball(directory: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  return join(directory, packed?.filename ?? '');
}

/**
 * `npm install` of the tarball, as anybody would. Only where the registry cannot be reached it is unpacked beside links to the dependencies that
 * are installed here.
 * @param also packages that are installed beside it, in the version that is used here
 */
export async function installTarball(tarball: string, folder: string, also: readonly string[] = []): Promise<Installation> {
  mkdirSync(folder, { recursive: true });
  try {
    await npmInstall(folder, [tarball, ...also.map((name) => `${name}@${installedVersion(name)}`)]);
    return 'npm';
  } catch (error) {
    if (!UNREACHABLE.test((error as { stderr?: string }).stderr ?? '')) throw error;
    await layOut(tarball, folder);
    return 'by hand';
  }
}

/** Environment with the Node that runs the tests first, and without what npm tells its scripts of this repository. */
export function strangersEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|command|config_local_prefix)|INIT_CWD)/.test(name),
  );
  return { ...Object.fromEntries(kept), PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
}

async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', '--fetch-retries=1', '--fetch-timeout=30000'];
  await run('npm', ['install', '--prefix', folder, ...flags, ...packages], { cwd: folder, env: strangersEnvironment() });
}

function installedVersion(name: string): string {
  return (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}

async function layOut(tarball: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules');
  mkdirSync(join(target, 'provisr'), { recursive: true });
  await run('tar', ['xzf', tarball, '-C', join(target, 'provisr'), '--strip-components=1']);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'provisr') symlinkSync(join(ROOT, 'node_modules', name), join(target, name));
  }
}
