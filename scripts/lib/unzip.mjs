// @ts-check
/**
 * Unpacks a zip file with nothing but Node: no unzip, Python or bsdtar is sure to be there, and the extractor that Electron
 * brings wants Node 22. Knows what release archives need: stored and deflated files, folders, links, Unix modes.
 * Format: APPNOTE.TXT 6.3 §4.3–4.5.
 */

import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw, inflateRawSync } from 'node:zlib';

const END_RECORD = 0x06054b50;
const CENTRAL_RECORD = 0x02014b50;
const END_RECORD_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const DEFLATED = 8;
const LINK = 0o120000;
const FILE_TYPE = 0o170000;

/** @typedef {{ name: string, method: number, packedSize: number, size: number, mode: number, headerAt: number }} Entry */

/**
 * @param {string} archive
 * @param {string} target an existing folder
 * @param {(name: string) => string | null} [rename] where below target a file goes; null leaves it out
 */
export async function unzip(archive, target, rename = (name) => name) {
  const file = await open(archive, 'r');
  try {
    for (const entry of await readEntries(file)) {
      const name = rename(entry.name);
      if (name === null || name === '') continue;
      const path = join(target, name);
      if (normalize(name).startsWith('..') || name.startsWith('/'))
        throw new Error(`${archive} holds a path that leaves the folder: ${name}`);
      if (entry.name.endsWith('/')) await mkdir(path, { recursive: true });
      else await unpackEntry(archive, file, entry, path);
    }
  } finally {
    await file.close();
  }
}

/** @param {import('node:fs/promises').FileHandle} file @returns {Promise<Entry[]>} */
async function readEntries(file) {
  const { size } = await file.stat();
  const tailSize = Math.min(size, END_RECORD_SIZE + LONGEST_COMMENT);
  const tail = await readAt(file, size - tailSize, tailSize);
  let end = tail.length - END_RECORD_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END_RECORD) end -= 1;
  if (end < 0) throw new Error('not a zip file: no end record');
  const count = tail.readUInt16LE(end + 10);
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));

  /** @type {Entry[]} */
  const entries = [];
  for (let at = 0; entries.length < count; ) {
    if (directory.readUInt32LE(at) !== CENTRAL_RECORD)
      throw new Error('the zip file is damaged, or of the 64-bit kind');
    const nameSize = directory.readUInt16LE(at + 28);
    entries.push({
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      headerAt: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameSize),
    });
    at += 46 + nameSize + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * @param {string} archive
 * @param {import('node:fs/promises').FileHandle} file
 * @param {Entry} entry
 * @param {string} path
 */
async function unpackEntry(archive, file, entry, path) {
  await mkdir(dirname(path), { recursive: true });
  // The local header's extra field may be longer than the directory's, so its own sizes count.
  const header = await readAt(file, entry.headerAt, 30);
  const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if ((entry.mode & FILE_TYPE) === LINK) {
    const data = await readAt(file, start, entry.packedSize);
    await symlink((entry.method === DEFLATED ? inflateRawSync(data) : data).toString('utf8'), path);
    return;
  }
  const target = createWriteStream(path, { mode: 0o644 });
  if (entry.packedSize === 0) await pipeline([], target);
  else {
    const source = createReadStream(archive, { start, end: start + entry.packedSize - 1, highWaterMark: 1 << 20 });
    if (entry.method === DEFLATED) await pipeline(source, createInflateRaw({ chunkSize: 1 << 18 }), target);
    else await pipeline(source, target);
  }
  if (target.bytesWritten !== entry.size) throw new Error(`${entry.name} in ${archive} is damaged`);
  if ((entry.mode & 0o111) !== 0) await chmod(path, 0o755);
}

/** @param {import('node:fs/promises').FileHandle} file @param {number} position @param {number} length */
async function readAt(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('the zip file ends too early');
  return buffer;
}
