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
  return { ...probe, audio };
}

/** The boxes in which browsers play sound, each with what they play in it. */
const playable: Partial<Record<FormatId, readonly string[]>> = {
  mp3: ['mp3'],
  m4a: ['aac', 'mp3'],
  oga: ['opus', 'vorbis'],
  weba: ['opus', 'vorbis'],
  flac: ['flac'],
  wav: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_f32le'],
};

export async function inspectAudio(
  path: string,
  format: FormatId,
  ffmpeg: Ffmpeg | null,
): Promise<Partial<AcceptedInspection>> {
  const { container, durationMs, audio } = await probeAudio({ path, format }, ffmpeg);
  const isKnown = playable[format]?.includes(audio.codec) === true;
  const asIs = isKnown && (audio.codec !== 'aac' || isPlayableAudio(audio));
  return {
    durationMs,
    codecs: { container, video: null, audio: audio.codec },
    playable: asIs ? 'as-is' : 'transcode',
    reason: null,
  };
}
