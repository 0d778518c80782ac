import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, posix } from 'node:path';
import { pageHeaders } from './page-headers';

export interface PageFile {
  readonly path: string;
  readonly contentType: string;
}

/** The path of a URL on our origin, and the one file it stands for. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Where Vite puts what it builds: the page, and all that the page loads. Listed one by one, as app.asar can be. */
const FOLDERS = ['', 'assets'];

/** Lists what the build wrote. From then on a request can only choose from this list: no path is made from a URL. */
export function listPageFiles(root: string): PageFiles {
  const files = new Map<string, PageFile>();
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(root, folder))) {
      const contentType = CONTENT_TYPES[extname(name)];
      if (contentType !== undefined)
        files.set(posix.join('/', folder, name), { path: join(root, folder, name), contentType });
    }
  }
  return files;
}

/** Answers a request of the page. Whatever is not a GET of a listed file is 404, and says no more than that. */
export async function servePageFile(files: PageFiles, host: string, request: PageRequest): Promise<Response> {
  const url = new URL(request.url);
  const file = request.method === 'GET' && url.host === host ? files.get(url.pathname) : undefined;
  if (file === undefined) return new Response(null, { status: 404 });
  return new Response(await readFile(file.path), { headers: pageHeaders(file.contentType) });
}

interface PageRequest {
  readonly url: string;
  readonly method: string;
}
