/**
 * WebSocket text frames (RFC 6455 §5.2), many in one buffer. What a server sends is not masked, so the same bytes can
 * go to every client: one serialisation and one write per client, however many messages a batch holds.
 */
const finalText = 0x81;

export function textFrames(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const total = lengths.reduce((sum, length) => sum + headerLength(length) + length, 0);
  const frames = Buffer.allocUnsafe(total);
  let at = 0;
  texts.forEach((text, i) => {
    at = writeHeader(frames, at, lengths[i]);
    at += frames.write(text, at);
  });
  return frames;
}

const headerLength = (length: number) => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = finalText;
  if (length < 126) {
    frames[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    frames[at + 1] = 126;
    return frames.writeUInt16BE(length, at + 2);
  }
  frames[at + 1] = 127;
  return frames.writeBigUInt64BE(BigInt(length), at + 2);
}
