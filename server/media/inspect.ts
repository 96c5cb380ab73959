import { inspectAudio } from './audio.ts';
import { inspectDocument } from './document.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { type FormatId, formats, soundOnly } from './formats.ts';
import { openPicture, thumbhash } from './image.ts';
import { maxFrames, maxInspectPixels } from './limits.ts';
import { sniff } from './sniff.ts';
import { type AcceptedInspection, type Inspection, MediaError } from './types.ts';
import { inspectVideo } from './video.ts';

/** What can be said of a type before its content is read. */
function blank(format: FormatId): AcceptedInspection {
  const { kind, mime, ext } = formats[format];
  return {
    outcome: 'accepted',
    kind,
    mime,
    ext,
    width: null,
    height: null,
    durationMs: null,
    animated: false,
    thumbhash: null,
    codecs: { container: null, video: null, audio: null },
    playable: 'no',
    reason: 'unreadable',
    probe: null,
  };
}

/** `onSniffed` gets what is known before the costly part, in case that never ends. */
export async function inspect(
  { path, name }: { path: string; name: string },
  ffmpeg: Ffmpeg | null,
  onSniffed: (inspection: AcceptedInspection) => void,
): Promise<Inspection> {
  const sniffed = await sniff(path, name);
  if ('refused' in sniffed) return { outcome: 'refused', found: sniffed.refused };
  const inspection = blank(sniffed.format);
  onSniffed(inspection);
  try {
    return { ...inspection, ...(await look(path, sniffed.format, ffmpeg)) };
  } catch (error) {
    if (error instanceof MediaError) return { ...inspection, reason: error.code };
    throw error;
  }
}

async function look(
  path: string,
  format: FormatId,
  ffmpeg: Ffmpeg | null,
): Promise<Partial<AcceptedInspection>> {
  const { kind } = formats[format];
  if (kind === 'image') return inspectImage(path, format);
  if (kind === 'audio') return inspectAudio(path, format, ffmpeg);
  if (kind === 'document') return inspectDocument(path, format);
  try {
    return await inspectVideo(path, format, ffmpeg);
  } catch (error) {
    const sound =
      error instanceof MediaError && error.code === 'no-video-stream' ? soundOnly[format] : undefined;
    if (sound === undefined) throw error;
    const { kind: asSound, mime, ext } = formats[sound];
    return { kind: asSound, mime, ext, ...(await inspectAudio(path, sound, ffmpeg)) };
  }
}

async function inspectImage(path: string, format: FormatId): Promise<Partial<AcceptedInspection>> {
  const picture = await openPicture(path, format);
  const quick = !picture.isSlow && picture.width * picture.height <= maxInspectPixels;
  return {
    width: picture.width,
    height: picture.height,
    animated: picture.frames > 1 && picture.frames <= maxFrames,
    thumbhash: quick ? await placeholder(picture) : null,
    playable: 'as-is',
    reason: null,
  };
}

async function placeholder(picture: Awaited<ReturnType<typeof openPicture>>): Promise<string> {
  try {
    return await thumbhash(await picture.open());
  } catch (error) {
    throw new MediaError('unreadable', 'the picture’s header is right, the rest is not', { cause: error });
  }
}
