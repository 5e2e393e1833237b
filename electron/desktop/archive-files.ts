import { open } from 'node:fs/promises';

/** Bytes of one answer at most: a reader of PMTiles asks for directories and single tiles. */
const LARGEST_RANGE = 32 * 1_024 * 1_024;

/** First byte and the one after the last, of a `Range` header for a file of `size` bytes; null when it has no part. */
export function rangeOf(
  header: string | null,
  size: number,
): { readonly from: number; readonly end: number } | null {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined) return null;
  const from = Number(first);
  const end = Math.min(size, last === undefined || last === '' ? size : Number(last) + 1);
  return from < end && end - from <= LARGEST_RANGE ? { from, end } : null;
}

/** Answers a request for a part of a file the user chose. A request for the whole file is refused. */
export async function serveRange(path: string, header: string | null): Promise<Response> {
  const file = await open(path).catch(() => null);
  if (file === null) return new Response(null, { status: 404 });
  try {
    const { size } = await file.stat();
    const range = rangeOf(header, size);
    if (range === null) {
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } });
    }
    const { from, end } = range;
    const bytes = new Uint8Array(end - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return new Response(bytes.subarray(0, bytesRead), {
      status: 206,
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${from}-${from + bytesRead - 1}/${size}`,
        'cache-control': 'no-store',
      },
    });
  } finally {
    await file.close();
  }
}

/** Whether a file begins like a PMTiles archive of version 3; null when it cannot be read. */
export async function looksLikeArchive(path: string): Promise<boolean | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const head = new Uint8Array(8);
    await file.read(head, 0, head.length, 0);
    return new TextDecoder('latin1').decode(head.subarray(0, 7)) === 'PMTiles' && head[7] === 3;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
