/**
 * The little of node-av that is used, as it is at run time. The module is not a dependency (it is installed only where the system
 * has no FFmpeg), so that its own types can't be relied on.
 */
export interface NodeAv {
  Demuxer: {
    open(input: string, options: { format: string; options: Record<string, string> }): Promise<Demuxer>;
  };
  Decoder: { create(stream: Stream, options: DecoderOptions): Promise<Decoder> };
  FilterAPI: { create(description: string, options?: { framerate?: Rational }): Filter };
  Encoder: { create(codec: string, options: EncoderOptions): Promise<Encoder> };
  Muxer: {
    open(target: string, options: { format: string; options: Record<string, string> }): Promise<Muxer>;
  };
  Log: { setLevel(level: number): void };
  avGetCodecName(codecId: number): string | null;
  avGetPixFmtName(format: number): string | null;
}

export interface Rational {
  num: number;
  den: number;
}

export interface CodecParameters {
  codecType: number;
  codecId: number;
  codecTag: number;
  codecTagString: string | null;
  /** A pixel format where it is a video. */
  format: number;
  profile: number;
  width: number;
  height: number;
  channels: number;
  sampleRate: number;
  colorTrc: number;
  colorSpace: number;
  sampleAspectRatio: Rational;
  getCodedSideData(type: number): Buffer | null;
}

export interface Stream {
  index: number;
  codecpar: CodecParameters;
  timeBase: Rational;
  startTime: bigint;
  duration: bigint;
  disposition: number;
  sampleAspectRatio: Rational;
  avgFrameRate: Rational;
  /** Writing null takes all tags away. */
  metadata: unknown;
}

export interface Packet {
  streamIndex: number;
  pts: bigint;
  timeBase: Rational;
  size: number;
  free(): void;
}

export interface Frame {
  pts: bigint;
  timeBase: Rational;
  width: number;
  height: number;
  /** Of sound: for each channel. */
  nbSamples: number;
  toBuffer(): Buffer;
  free(): void;
}

export interface FormatContext {
  setFlags(flags: number): void;
}

export interface Demuxer {
  streams: Stream[];
  /** Seconds; 0 where unknown. */
  duration: number;
  startTime: number;
  formatName: string;
  packets(streamIndex?: number): AsyncGenerator<Packet | null>;
  packetsSync(streamIndex?: number): Generator<Packet | null>;
  seek(seconds: number, streamIndex: number, flags: number): Promise<number>;
  getFormatContext(): FormatContext;
  close(): Promise<void>;
}

export interface DecoderOptions {
  exitOnError: boolean;
  threadCount: number;
  options: Record<string, string>;
}

/** `null` flushes; what comes back are the frames that are ready. */
export interface Decoder {
  decodeAll(packet: Packet | null): Promise<Frame[]>;
  decodeAllSync(packet: Packet | null): Frame[];
  close(): void;
}

export interface Filter {
  processAll(frame: Frame | null): Promise<Frame[]>;
  processAllSync(frame: Frame): Frame[];
  flushFrames(): AsyncGenerator<Frame>;
  flushFramesSync(): Generator<Frame>;
  close(): void;
}

export interface EncoderOptions {
  bitrate: number | string;
  /** Frames from one key frame to the next, at most. */
  gopSize?: number;
  threadCount?: number;
  decoder?: Decoder;
  filter?: Filter;
  options: Record<string, string>;
}

export interface Encoder {
  encodeAll(frame: Frame | null): Promise<Packet[]>;
  setCodecFlags(flags: number): void;
  close(): void;
}

export interface Muxer {
  addStream(source: Stream | Encoder): number;
  getStream(index: number): Stream | undefined;
  writePacket(packet: Packet | null, streamIndex: number): Promise<void>;
  writePacketSync(packet: Packet | null, streamIndex: number): void;
  getFormatContext(): FormatContext;
  close(): Promise<void>;
}

/** FFmpeg's constants, which its ABI fixes. */
export const av = {
  typeVideo: 0,
  typeAudio: 1,
  typeSubtitle: 3,
  /** AV_DISPOSITION_DEFAULT and _ATTACHED_PIC. */
  isDefault: 1,
  isAttachedPicture: 0x400,
  /** AV_PKT_DATA_DISPLAYMATRIX. */
  displayMatrix: 5,
  /** AVSEEK_FLAG_BACKWARD. */
  seekBackward: 1,
  /** AVFMT_FLAG_BITEXACT and AV_CODEC_FLAG_BITEXACT: nothing of the writer in the file. */
  formatBitexact: 0x400,
  codecBitexact: 1 << 23,
  logQuiet: -8,
  noTime: -(2n ** 63n),
} as const;
