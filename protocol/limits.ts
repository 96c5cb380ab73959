/** Limits and constants that both ends need. This file imports nothing, so that it costs the page nothing. */

export const protocolVersion = 1;

/** How often the server shows that it lives, in milliseconds; either end gives up after 2.5 of them. */
export const heartbeatMs = 20_000;
export const silenceHeartbeats = 2.5;
export const helloTimeoutMs = 10_000;

export const limits = {
  textLength: 16_000,
  personNameLength: 32,
  roomNameLength: 64,
  topicLength: 256,
  fileNameBytes: 255,
  filesPerMessage: 20,
  pageSize: 200,
  socketFrameBytes: 16 * 1024,
  uploadsInFlight: 4,
} as const;

/** A room keeps at most this many messages when a number is set; more is "everything". */
export const maxKeepLast = 1_000_000;
export const maxKeepDays = 36_500;

/** WebSocket close codes (RFC 6455 section 7.4: 4000 to 4999 are ours). */
export const closeCodes = {
  goingAway: 1001,
  restart: 1012,
  unauthenticated: 4001,
  protocol: 4002,
  removed: 4003,
  tooSlow: 4008,
  tooMany: 4009,
  flooding: 4010,
} as const;

/** A person counts as a group's neighbour within this time, for grouping messages by one author. */
export const groupWithinMs = 5 * 60_000;

/** The specification's kinds of file, by the extension that people know them by. Content decides, not this. */
export const imageExtensions = [
  ...['jpg', 'jpeg', 'png', 'gif', 'webp', 'bmp', 'svg'],
  ...['avif', 'heic', 'heif'],
] as const;
export const videoExtensions = [
  'mp4',
  'm4v',
  'webm',
  'ogg',
  'ogv',
  'avi',
  'mov',
  'wmv',
  'flv',
  'mkv',
] as const;

export const audioExtensions = [
  ...['mp3', 'm4a', 'aac', 'oga', 'opus', 'flac', 'wav', 'wma'],
  ...['weba', 'mka', 'aiff', 'aif', 'amr'],
] as const;
export const documentExtensions = ['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'zip'] as const;
/** Plain text that is taken by these names; text under the name of a picture or of a program's own format is not. */
export const textExtensions = [
  ...['txt', 'text', 'md', 'markdown', 'csv', 'tsv', 'log', 'srt', 'vtt', 'diff', 'patch'],
  ...[
    'json',
    'jsonl',
    'yaml',
    'yml',
    'toml',
    'ini',
    'conf',
    'cfg',
    'env',
    'properties',
    'xml',
    'sql',
    'graphql',
    'proto',
  ],
  ...['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'css', 'scss', 'less', 'vue', 'svelte'],
  ...['py', 'rb', 'php', 'pl', 'lua', 'r', 'jl', 'sh', 'bash', 'zsh', 'fish', 'ps1', 'bat'],
  ...[
    'c',
    'h',
    'cc',
    'cpp',
    'hpp',
    'cs',
    'java',
    'kt',
    'kts',
    'swift',
    'go',
    'rs',
    'dart',
    'scala',
    'zig',
    'm',
  ],
  ...[
    'hs',
    'ml',
    'ex',
    'exs',
    'erl',
    'clj',
    'lisp',
    'el',
    'vim',
    'asm',
    'tex',
    'cmake',
    'mk',
    'gradle',
    'tf',
  ],
] as const;

/** `terms` are words, phrases and filters; `queryLength` is in characters. */
export const searchLimits = { queryLength: 500, terms: 32, pageSize: 50 } as const;

/** A waveform has at most so many parts. */
export const waveformParts = 256;

/** The longest side that a picture takes in the chat, in CSS pixels (the specification). */
export const mediaMaxWidthPx = 400;
