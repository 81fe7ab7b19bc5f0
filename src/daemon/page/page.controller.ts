import { Controller, Get, Req, Res } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { acceptedEncoding } from './accepted-encoding.js';
import { PAGE_PATH } from './page-address.js';
import { PageFiles } from './page-files.js';
import { cacheControlOf, PAGE_HEADERS } from './page-headers.js';

/** What the answers of Fastify and Express have in common. */
interface Answer {
  status(code: number): Answer;
  header(name: string, value: string): Answer;
  send(body?: Buffer | string): unknown;
}
type Asked = IncomingMessage & { readonly raw?: IncomingMessage };

/** The page: files that are the same for everybody. What it shows it asks the API for, as whoever looks at it. */
@Controller(PAGE_PATH)
export class PageController {
  constructor(private readonly files: PageFiles) {}

  /** Without the slash its relative addresses would lead beside it. */
  @Get()
  document(@Req() asked: Asked, @Res() answer: Answer): unknown {
    const path = pathOf(asked);
    if (!path.endsWith('/')) return answer.status(308).header('Location', `${PAGE_PATH}/`).send();
    return this.#answer('index.html', asked, answer);
  }

  @Get([':file', 'assets/:file'])
  file(@Req() asked: Asked, @Res() answer: Answer): unknown {
    return this.#answer(pathOf(asked).replace(/^.*?\/ui\//, ''), asked, answer);
  }

  #answer(path: string, asked: Asked, answer: Answer): unknown {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) answer.header(name, value);
    const file = this.files.find(path);
    if (file === null) return answer.status(404).header('Content-Type', 'text/plain; charset=utf-8').send(missing(path));
    const encoding = acceptedEncoding(asked.headers['accept-encoding']?.toString());
    const tag = `"${file.digest}-${encoding}"`;
    answer.header('ETag', tag).header('Cache-Control', cacheControlOf(path));
    if (asked.headers['if-none-match']?.includes(tag) === true) return answer.status(304).send();
    if (encoding !== 'identity') answer.header('Content-Encoding', encoding);
    return answer.status(200).header('Content-Type', file.type).send(file.bodies[encoding]);
  }
}

function pathOf(asked: Asked): string {
  return ((asked.raw ?? asked).url ?? '').split('?', 1)[0] ?? '';
}

function missing(path: string): string {
  return path === 'index.html' ? "the page is not built: run 'npm run build' in the folder of provisr\n" : 'no such file\n';
}
