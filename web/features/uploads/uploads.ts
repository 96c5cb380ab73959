import { effect, signal } from '@preact/signals';
import { limits } from '../../../protocol/limits.ts';
import { ApiError, api, sentence } from '../../client/api.ts';
import { connection, outbox } from '../../client/live.ts';
import { serverLimits } from '../../client/store.ts';
import { upload } from '../../client/upload.ts';
import { keepMetadata, sendOriginals } from '../shrink/choices.ts';
import { isCandidate } from '../shrink/decide.ts';
import { shrink } from '../shrink/shrink.ts';
import { refusal, tooLarge } from './accept.ts';
import {
  type Batch,
  type Batches,
  createSpeedometer,
  filesOf,
  nextToStart,
  outcomeOf,
  type Upload,
  withoutUpload,
  withUpload,
} from './batches.ts';
import { busyRooms, roomsWithFiles } from './door.ts';

/** Files on their way to the server. They go on whichever room is open. */
export const batches = signal<Batches>([]);

effect(() => {
  const open = batches.value.filter((batch) => outcomeOf(batch) === 'open');
  busyRooms.value = new Set(open.map(({ room }) => room));
  roomsWithFiles.value = new Set(batches.value.map(({ room }) => room));
});

type Fields = Readonly<Record<string, string>>;

/** The files themselves, beside the state that tells of them. */
const chosen = new Map<string, { file: File; fields: Fields; abort: AbortController }>();
/** Small pictures of files that are decoded anyway, to be made smaller. */
export const faces = signal<ReadonlyMap<string, ImageBitmap>>(new Map());
/** Failed for want of a connection: these try again by themselves when it is back. */
const stranded = new Set<string>();

export const chosenFile = (id: string): File | null => chosen.get(id)?.file ?? null;

/** Sends files to a room: one message for up to twenty of them, more messages for more. */
export async function sendFiles(room: string, files: readonly File[], head: Head): Promise<void> {
  const most = serverLimits.peek()?.filesPerMessage ?? limits.filesPerMessage;
  for (let from = 0; from < files.length; from += most) {
    await addBatch(room, files.slice(from, from + most), from === 0 ? head : { caption: '' });
  }
}

/** What is said with files; `voice`: they are what was spoken. */
type Head = Pick<Batch, 'caption' | 'replyTo'> & { voice?: boolean };

async function addBatch(room: string, files: readonly File[], { voice, ...head }: Head) {
  // What was wished when they were chosen holds for them, whatever is switched afterwards.
  const shrinks = !sendOriginals.peek();
  const fields: Fields = {
    ...(keepMetadata.peek() ? { metadata: 'keep' } : {}),
    ...(voice ? { voice: '1' } : {}),
  };
  const uploads = await Promise.all(
    files.map(async (file): Promise<Upload> => {
      const id = crypto.randomUUID();
      chosen.set(id, { file, fields, abort: new AbortController() });
      const state = await firstState(file, shrinks);
      return { id, name: file.name, size: file.size, fromSize: null, state };
    }),
  );
  batches.value = [...batches.peek(), { id: crypto.randomUUID(), room, ...head, uploads }];
  for (const { id, state } of uploads) if (state.is === 'shrinking') void makeSmaller(id);
  advance();
}

const maxBytes = () => serverLimits.peek()?.uploadBytes ?? null;

async function firstState(file: File, shrinks: boolean): Promise<Upload['state']> {
  const why = await refusal(file);
  if (why) return { is: 'refused', why };
  return shrinks && isCandidate(file) ? { is: 'shrinking' } : readyToGo(file);
}

function readyToGo(file: File): Upload['state'] {
  const why = tooLarge(file, maxBytes());
  return why ? { is: 'refused', why } : { is: 'waiting' };
}

/** Where there is nothing to gain, and whatever goes wrong, the file goes as it is. */
async function makeSmaller(id: string) {
  const own = chosen.get(id);
  if (!own) return;
  const onFace = (face: ImageBitmap) => {
    if (chosen.has(id)) faces.value = new Map(faces.peek()).set(id, face);
    else face.close();
  };
  const smaller = await shrink({ file: own.file, signal: own.abort.signal, onFace });
  // It may have been cancelled meanwhile.
  if (!chosen.has(id)) return;
  const file = smaller ?? own.file;
  chosen.set(id, { ...own, file });
  const fromSize = smaller ? own.file.size : null;
  const change = { name: file.name, size: file.size, fromSize, state: readyToGo(file) };
  batches.value = withUpload(batches.peek(), id, change);
  advance();
}

function forget(id: string) {
  chosen.delete(id);
  const face = faces.peek().get(id);
  if (!face) return;
  const rest = new Map(faces.peek());
  rest.delete(id);
  faces.value = rest;
  face.close();
}

/** After any change: starts what may start, and sends the messages whose files are all there. */
function advance() {
  for (const next of nextToStart(batches.peek(), limits.uploadsInFlight)) void start(next);
  for (const batch of batches.peek()) {
    const outcome = outcomeOf(batch);
    if (outcome === 'ready') finish(batch);
    else if (outcome === 'empty') close(batch);
  }
}

/** A caption that was typed is never lost, even if all of its files are cancelled. */
function close(batch: Batch) {
  batches.value = batches.peek().filter(({ id }) => id !== batch.id);
  const { id, room, caption: text, replyTo } = batch;
  if (text !== '') outbox.send({ room, text, replyTo, clientId: id });
}

function finish(batch: Batch) {
  const refused = batch.uploads.filter(({ state }) => state.is === 'refused');
  const { id: clientId, room, caption: text, replyTo } = batch;
  outbox.send({ room, text, replyTo, files: filesOf(batch), clientId });
  for (const { id, state } of batch.uploads) if (state.is === 'done') forget(id);
  // What was refused stays until it has been read.
  const rest = { ...batch, id: crypto.randomUUID(), caption: '', uploads: refused };
  batches.value = batches
    .peek()
    .flatMap((one) => (one.id !== batch.id ? [one] : refused.length > 0 ? [rest] : []));
}

function update(id: string, state: Upload['state']) {
  batches.value = withUpload(batches.peek(), id, { state });
}

async function start({ id }: Upload) {
  const own = chosen.get(id);
  if (!own) return;
  const speed = createSpeedometer();
  update(id, { is: 'sending', sentBytes: 0, bytesPerSecond: null });
  try {
    const onProgress = (sentBytes: number) =>
      update(id, { is: 'sending', sentBytes, bytesPerSecond: speed(performance.now(), sentBytes) });
    const { file, fields, abort } = own;
    update(id, { is: 'done', file: await upload({ file, fields, signal: abort.signal, onProgress }) });
  } catch (error) {
    fail(id, error);
  }
  advance();
}

function fail(id: string, error: unknown) {
  const passing = error instanceof ApiError && (error.passing || error.status === 401);
  if (error instanceof ApiError && error.code === 'aborted') return;
  if (error instanceof ApiError && error.code === 'offline') stranded.add(id);
  update(id, { is: passing ? 'failed' : 'refused', why: sentence(error) });
}

/** Takes a file out of its message; the others go on. */
export function cancelUpload(id: string) {
  const state = batches
    .peek()
    .flatMap(({ uploads }) => uploads)
    .find((one) => one.id === id)?.state;
  // Swept by the server in any case; asking spares it the disk until then.
  if (state?.is === 'done') api.dropUpload(state.file.id).catch(() => undefined);
  batches.value = withoutUpload(batches.peek(), id);
  chosen.get(id)?.abort.abort();
  forget(id);
  stranded.delete(id);
  advance();
}

export function retryUpload(id: string) {
  stranded.delete(id);
  update(id, { is: 'waiting' });
  advance();
}

connection.subscribe(({ is }) => {
  if (is !== 'open') return;
  for (const id of [...stranded]) retryUpload(id);
});
addEventListener('beforeunload', (event) => {
  if (busyRooms.peek().size > 0) event.preventDefault();
});
