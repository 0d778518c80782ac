import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPageFiles, type PageFiles, servePageFile } from '../../../../main/adapters/window/page-files';
import { CONTENT_SECURITY_POLICY } from '../../../../main/adapters/window/page-headers';

const HOST = 'hermes-tray';

describe('page files', () => {
  let root: string;
  let files: PageFiles;

  beforeAll(() => {
    const parent = mkdtempSync(join(tmpdir(), 'hermes-tray-page-'));
    root = join(parent, 'page');
    mkdirSync(join(root, 'assets'), { recursive: true });
    writeFileSync(join(parent, 'secret.html'), 'secret');
    writeFileSync(join(root, 'index.html'), '<p>page</p>');
    writeFileSync(join(root, 'assets/index-1.js'), 'js');
    writeFileSync(join(root, 'assets/index-1.css'), 'css');
    writeFileSync(join(root, 'assets/index-1.js.map'), 'map');
    files = listPageFiles(root);
  });
  afterAll(() => rmSync(join(root, '..'), { recursive: true }));

  function get(url: string, method = 'GET'): Promise<Response> {
    return servePageFile(files, HOST, { url, method });
  }

  it('lists what a page can load and nothing else', () => {
    expect([...files.keys()].sort()).toEqual(['/assets/index-1.css', '/assets/index-1.js', '/index.html']);
  });

  it('serves a file with its type and the policy', async () => {
    const response = await get('app://hermes-tray/index.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>page</p>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('finds a file whatever the query', async () => {
    expect((await get('app://hermes-tray/assets/index-1.js?x#y')).status).toBe(200);
  });

  it.each([
    'app://hermes-tray/',
    'app://hermes-tray/../secret.html',
    'app://hermes-tray/%2e%2e/secret.html',
    'app://hermes-tray/..%2fsecret.html',
    'app://hermes-tray/assets/../../secret.html',
    'app://hermes-tray//etc/passwd',
    'app://hermes-tray/assets',
    'app://hermes-tray/assets/index-1.js.map',
    'app://hermes-tray/constructor',
    'app://elsewhere/index.html',
  ])('answers 404 to %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it('takes no other method', async () => {
    expect((await get('app://hermes-tray/index.html', 'POST')).status).toBe(404);
  });
});

describe('the content security policy', () => {
  const policy = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((part) => {
      const [directive = '', ...sources] = part.split(' ');
      return [directive, sources.join(' ')];
    }),
  );

  it('allows nothing by default, and own scripts, styles and pictures', () => {
    expect(policy.get('default-src')).toBe("'none'");
    for (const directive of ['script-src', 'img-src']) expect(policy.get(directive)).toBe("'self'");
  });

  it('allows one style beside the files: React Aria’s, by its hash', () => {
    expect(policy.get('style-src')).toMatch(/^'self' 'sha256-[A-Za-z0-9+/]{43}='$/);
  });

  it('closes what default-src does not cover', () => {
    for (const directive of ['base-uri', 'form-action', 'frame-ancestors'])
      expect(policy.get(directive)).toBe("'none'");
    expect(policy.get('require-trusted-types-for')).toBe("'script'");
  });

  it('has no way around itself', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|data:|blob:|https?:|\*/);
  });
});
