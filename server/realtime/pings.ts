import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** What of `ws` reads its frames; what it knows is private there, hence the exact pin of the package. */
interface Receiver extends Writable {
  _state: unknown;
  _bufferedBytes: unknown;
  _fragmented: unknown;
}

const text = Buffer.from('{"type":"ping"}');
/** A whole masked text frame (RFC 6455 section 5.2): two bytes, four of a mask, the text. */
const [opening, lengthByte, maskAt, textAt] = [0x81, 0x80 | text.length, 2, 6];

function isPing(chunk: Uint8Array): boolean {
  if (chunk.length !== textAt + text.length || chunk[0] !== opening || chunk[1] !== lengthByte) return false;
  for (let n = 0; n < text.length; n++) {
    if (((chunk[textAt + n] ?? 0) ^ (chunk[maskAt + (n & 3)] ?? 0)) !== text[n]) return false;
  }
  return true;
}

/**
 * Takes heartbeats out of what a socket hears, before `ws` reads it: thousands of idle sockets say this and nothing else. A
 * heartbeat that did not come alone, or not in one piece, is read as all else is.
 */
export function takePings(socket: WebSocket, onPing: () => void): void {
  const receiver = (socket as unknown as { _receiver: Receiver })._receiver;
  const write = receiver.write.bind(receiver) as (chunk: Uint8Array) => boolean;
  const isBetweenFrames = () =>
    receiver._state === 0 &&
    receiver._bufferedBytes === 0 &&
    receiver._fragmented === 0 &&
    receiver.writableLength === 0;
  receiver.write = (chunk: Uint8Array) => {
    if (!isPing(chunk) || !isBetweenFrames()) return write(chunk);
    onPing();
    return true;
  };
}
