import type { AudioStream, Ffmpeg, MediaFile, Probe } from './ffmpeg.ts';
import type { FormatId } from './formats.ts';
import { type AcceptedInspection, MediaError } from './types.ts';
import { isPlayableAudio } from './video.ts';

/** Opens a sound; throws a MediaError for one in which there is nothing to hear. */
export async function probeAudio(
  file: MediaFile,
  ffmpeg: Ffmpeg | null,
): Promise<Probe & { audio: AudioStream }> {
  if (ffmpeg === null) throw new MediaError('no-ffmpeg', 'neither on the PATH nor installed');
  const probe = await ffmpeg.probe(file);
  const { audio } = probe;
  if (audio === null) throw new MediaError('no-audio-stream', 'neither sound nor pictures');
  if (audio.encrypted) throw new MediaError('encrypted', 'protected by its seller');
  return { ...probe, audio };
}

/** A box for sound: FFmpeg's writer, and how it is delivered. */
export interface SoundBox {
  muxer: string;
  ext: string;
  mime: string;
}

/** The boxes in which browsers play sound, each with what they play in it. */
const asIs: Partial<Record<FormatId, readonly string[]>> = {
  mp3: ['mp3'],
  m4a: ['aac'],
  weba: ['opus', 'vorbis'],
  flac: ['flac'],
  wav: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_f32le'],
};

const webm: SoundBox = { muxer: 'webm', ext: 'weba', mime: 'audio/webm' };
/** Where each codec plays in every browser. Ogg isn't among the boxes: Safari learnt it years after WebM. */
const boxes: Record<string, SoundBox> = {
  aac: { muxer: 'mp4', ext: 'm4a', mime: 'audio/mp4' },
  mp3: { muxer: 'mp3', ext: 'mp3', mime: 'audio/mpeg' },
  opus: webm,
  vorbis: webm,
};

/** Null where the sound must be encoded anew. */
export function soundBoxFor(audio: AudioStream): SoundBox | null {
  if (audio.codec === 'aac' && !isPlayableAudio(audio)) return null;
  return boxes[audio.codec] ?? null;
}

export function soundPlayability(audio: AudioStream, format: FormatId): AcceptedInspection['playable'] {
  const isKnown = asIs[format]?.includes(audio.codec) === true;
  if (isKnown && (audio.codec !== 'aac' || isPlayableAudio(audio))) return 'as-is';
  return soundBoxFor(audio) === null ? 'transcode' : 'remux';
}

export async function inspectAudio(
  path: string,
  format: FormatId,
  ffmpeg: Ffmpeg | null,
): Promise<Partial<AcceptedInspection>> {
  const probe = await probeAudio({ path, format }, ffmpeg);
  const { container, durationMs, audio } = probe;
  return {
    durationMs,
    codecs: { container, video: null, audio: audio.codec },
    playable: soundPlayability(audio, format),
    reason: null,
    probe,
  };
}
