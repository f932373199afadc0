/** What was handed in → text piece by piece, so that a large file is never in memory as a whole. */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '@tradewind/contract/errors.ts';

/** Text, bytes, or a Blob that reads itself from the disk as it is needed. */
export type Content = string | Uint8Array | Blob;

const unpackedLimit = 2 ** 30;
/** Reading this much takes about a millisecond; between two pieces the thread does other work. */
const pieceLength = 128 * 2 ** 10;

export async function isParquet(content: Content): Promise<boolean> {
  return typeof content !== 'string' && new TextDecoder('latin1').decode(await firstBytes(content)) === 'PAR1';
}

async function firstBytes(content: Uint8Array | Blob): Promise<Uint8Array> {
  return content instanceof Blob ? new Uint8Array(await content.slice(0, 4).arrayBuffer()) : content.subarray(0, 4);
}

/** UTF-8 text, unpacked if it is gzip, without a byte order mark. */
export async function* textPieces(content: Content): AsyncGenerator<string> {
  let isFirst = true;
  for await (const piece of typeof content === 'string' ? slices(content) : decoded(content)) {
    yield isFirst && piece.charCodeAt(0) === 0xfeff ? piece.slice(1) : piece;
    isFirst = false;
    await setImmediate();
  }
}

function* slices(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += pieceLength) yield text.slice(from, from + pieceLength);
}

async function* decoded(content: Uint8Array | Blob): AsyncGenerator<string> {
  const [first, second] = await firstBytes(content);
  const isGzip = first === 0x1f && second === 0x8b;
  const bytes = bytePieces(content);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let length = 0;
  try {
    for await (const piece of isGzip ? unpacked(bytes) : bytes) {
      length += piece.length;
      if (length > unpackedLimit) throw new RangeError(`longer than ${unpackedLimit} bytes`);
      const text = decoder.decode(piece, { stream: true });
      if (text !== '') yield text;
    }
    decoder.decode();
  } catch (error) {
    const size = `${unpackedLimit / 2 ** 30} GiB`;
    const detail = isGzip
      ? `The file looks like gzip but cannot be unpacked to UTF-8 text of at most ${size}.`
      : `The file is not UTF-8 text of at most ${size}. Save it as CSV in UTF-8, or bring JSON or Parquet.`;
    throw Object.assign(new AppError('bad_data', detail), { cause: error });
  }
}

async function* bytePieces(content: Uint8Array | Blob): AsyncGenerator<Uint8Array> {
  if (content instanceof Blob) {
    yield* content.stream();
    return;
  }
  for (let from = 0; from < content.length; from += pieceLength) yield content.subarray(from, from + pieceLength);
}

async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: pieceLength });
  const source = Readable.from(packed);
  source.once('error', (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip);
}
