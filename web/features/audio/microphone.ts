/** What the recorder speaks; what every browser's server-side reader knows. Opus where the browser has it, AAC on Safari. */
const kinds = [
  { mime: 'audio/webm;codecs=opus', ext: 'webm' },
  { mime: 'audio/ogg;codecs=opus', ext: 'ogg' },
  { mime: 'audio/mp4;codecs=mp4a.40.2', ext: 'm4a' },
  { mime: 'audio/mp4', ext: 'm4a' },
] as const;

const bitsPerSecond = 32_000;
/** So that hours of a forgotten microphone would not lie in one piece of memory. */
const pieceMs = 1000;
const levelEveryMs = 80;

export interface Recording {
  blob: Blob;
  ext: string;
  /** 0 to 1, one for each part of `levelEveryMs`. */
  levels: number[];
}

export interface Recorder {
  /** Ends it and answers with what was recorded. */
  stop(): Promise<Recording>;
  /** Ends it; nothing is kept. */
  discard(): void;
}

/**
 * Opens the microphone and records. `onLevel` gets 0 to 1 some times a second, `onBroken` whatever ends the recording
 * from outside (a pulled plug). Throws the browser's DOMException where it may not or can't.
 */
export async function record(of: {
  onLevel: (level: number) => void;
  onBroken: () => void;
}): Promise<Recorder> {
  const kind = kinds.find(({ mime }) => MediaRecorder.isTypeSupported(mime));
  if (!kind) throw new DOMException('no kind of recording', 'NotSupportedError');
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  try {
    const recorder = new MediaRecorder(stream, { mimeType: kind.mime, audioBitsPerSecond: bitsPerSecond });
    const levels: number[] = [];
    const meter = watchLevel(stream, (level) => {
      levels.push(level);
      of.onLevel(level);
    });
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => void pieces.push(data);
    const ended = new Promise<void>((resolve) => {
      recorder.onstop = () => resolve();
    });
    const close = () => {
      meter.stop();
      for (const track of stream.getTracks()) track.stop();
    };
    for (const track of stream.getTracks()) track.onended = of.onBroken;
    recorder.onerror = of.onBroken;
    recorder.start(pieceMs);
    return {
      stop: async () => {
        if (recorder.state !== 'inactive') recorder.stop();
        await ended;
        close();
        const type = kind.mime.split(';')[0] ?? '';
        return { blob: new Blob(pieces, { type }), ext: kind.ext, levels };
      },
      discard: () => {
        recorder.ondataavailable = null;
        if (recorder.state !== 'inactive') recorder.stop();
        close();
      },
    };
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error;
  }
}

function watchLevel(stream: MediaStream, onLevel: (level: number) => void): { stop: () => void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech lies around a tenth of what is possible: the root brings it to the middle of the meter.
    onLevel(Math.min(1, Math.sqrt(Math.sqrt(power)) * 1.6));
  }, levelEveryMs);
  return {
    stop: () => {
      clearInterval(timer);
      context.close().catch(() => {});
    },
  };
}
