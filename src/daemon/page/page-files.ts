import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Encoding } from './accepted-encoding.js';

/** One file of the page. */
export interface PageFile {
  readonly type: string;
  /** Of its content, without the mark of the encoding. */
  readonly digest: string;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};
/** In the document, where the page looks for the address of the API. */
const API_PLACE = '%API%';

/**
 * The built page, read when somebody opens it for the first time: most daemons are never looked at. All of it at once, so that a browser
 * never gets files of two versions while an installation is replaced.
 */
export class PageFiles {
  /** Empty as long as nothing was built. */
  #files: ReadonlyMap<string, PageFile> = new Map();

  /**
   * @param folder of the built page
   * @param apiAddress of the API, relative to that of the page
   */
  constructor(
    private readonly folder: string,
    private readonly apiAddress: string,
  ) {}

  /** @returns `null` when there is no such file, or when the page was not built */
  find(path: string): PageFile | null {
    if (this.#files.size === 0) this.#files = this.#read();
    return this.#files.get(path) ?? null;
  }

  #read(): ReadonlyMap<string, PageFile> {
    const files = new Map<string, PageFile>();
    for (const path of filesIn(this.folder)) {
      const type = TYPES[extname(path)];
      if (type === undefined) continue;
      files.set(path, path === 'index.html' ? this.#document(type) : this.#asset(path, type));
    }
    return files;
  }

  /** The only one that differs from daemon to daemon. */
  #document(type: string): PageFile {
    const text = readFileSync(join(this.folder, 'index.html'), 'utf8').replace(API_PLACE, this.apiAddress);
    const identity = Buffer.from(text);
    return { type, digest: digestOf(identity), bodies: { identity, gzip: gzipSync(identity), br: brotliCompressSync(identity) } };
  }

  /** Compressed as well as possible when it was built. */
  #asset(path: string, type: string): PageFile {
    const file = join(this.folder, path);
    const identity = readFileSync(file);
    return { type, digest: digestOf(identity), bodies: { identity, gzip: readFileSync(`${file}.gz`), br: readFileSync(`${file}.br`) } };
  }
}

/** Paths relative to the folder; none where there is no folder. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return []; // A checkout of which only the daemon was built.
  }
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
