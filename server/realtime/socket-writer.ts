import type { Duplex } from 'node:stream';

/** What of Node's own socket is used below its stream; private there, hence the exact pin of the runtime in tests. */
interface RawSocket extends Duplex {
  _handle: Handle | null;
  _writev?: NonNullable<Duplex['_writev']>;
}
type Done = (error?: Error | null) => void;
interface Handle {
  writeBuffer(request: Request, data: Uint8Array): number;
}
interface Request {
  oncomplete: (this: Request, status: number) => void;
  handle: Handle;
}

/**
 * What fits into one record of TLS. That keeps for good what memory the largest write on a connection took: of 55 KB to each
 * of 2,000, 57 stayed, of 15 KB 17. What a page is told when it connects is as large as that, and then it is idle. Smaller
 * pieces would keep less, but a burst of messages must leave in one.
 */
const pieceBytes = 16_384;

/** Node's own kind of request; learnt from the first write that goes the usual way. */
let WriteRequest: (new () => Request) | null = null;

/**
 * Writes to a socket past its stream where nothing waits in that: a tenth of what a delivery costs is the stream's own
 * bookkeeping. A handle takes one write at a time, so whatever the stream wants to write meanwhile, or to end, waits. Large
 * writes leave in pieces.
 */
export class SocketWriter {
  readonly #socket: RawSocket;
  /** More than this is not put behind what waits. */
  readonly #mostWaitingBytes: number;
  #isWriting = false;
  #isEnded = false;
  /** The one step that the stream is waiting for. */
  #next: (() => void) | null = null;
  readonly #done: (this: Request, status: number) => void;

  constructor(socket: Duplex, mostWaitingBytes: number) {
    this.#socket = socket as RawSocket;
    this.#mostWaitingBytes = mostWaitingBytes;
    this.#done = (status) => {
      this.#isWriting = false;
      if (status < 0) this.#socket.destroy();
      const next = this.#next;
      this.#next = null;
      next?.();
    };
    this.#holdBack(this.#socket);
  }

  /** Answers false, and writes nothing, where the reader is too far behind. A socket that has ended takes it in silence. */
  write(data: Buffer): boolean {
    const socket = this.#socket;
    const handle = socket._handle;
    if (!handle || this.#isEnded) return true;
    const isFree = !this.#isWriting && socket.writableLength === 0 && socket.writableCorked === 0;
    if (!isFree || !WriteRequest || data.length > pieceBytes) return this.#writeThrough(handle, data);
    const request = new WriteRequest();
    request.handle = handle;
    request.oncomplete = this.#done;
    this.#isWriting = true;
    if (handle.writeBuffer(request, data) === 0) return true;
    // The socket is broken; the request will not be completed.
    this.#isWriting = false;
    socket.destroy();
    return true;
  }

  #writeThrough(handle: Handle, data: Buffer): boolean {
    if (this.#socket.writableLength > this.#mostWaitingBytes) return false;
    if (!WriteRequest) learnFrom(handle);
    this.#socket.write(data);
    return true;
  }

  #inTurn(step: () => void): void {
    if (this.#isWriting) this.#next = step;
    else step();
  }

  #holdBack(socket: RawSocket): void {
    const write = socket._write.bind(socket);
    const final = socket._final.bind(socket);
    const writeAll = (data: Buffer, done: Done) => {
      let at = 0;
      const goOn: Done = (error) => {
        if (error || at >= data.length) return done(error);
        const piece = data.subarray(at, at + pieceBytes);
        at += piece.length;
        write(piece, 'buffer' as BufferEncoding, goOn);
      };
      this.#inTurn(goOn);
    };
    socket._write = (chunk: Buffer | string, encoding, done) => {
      writeAll(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, done);
    };
    if (socket._writev) {
      socket._writev = (chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done) => {
        const all = chunks.map(({ chunk, encoding }) =>
          typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
        );
        writeAll(Buffer.concat(all), done);
      };
    }
    socket._final = (done) => {
      this.#isEnded = true;
      this.#inTurn(() => final(done));
    };
  }
}

function learnFrom(handle: Handle): void {
  const { writeBuffer } = handle;
  handle.writeBuffer = (request, data) => {
    WriteRequest = request.constructor as new () => Request;
    // What stands on the prototype comes back into sight.
    delete (handle as Partial<Handle>).writeBuffer;
    return writeBuffer.call(handle, request, data);
  };
}
