import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import type { Language } from '../protocol/errors.ts';
import { limits, maxKeepLast } from '../protocol/limits.ts';
import { ConfigError, isHost, isProxyAddress, type Reader, reader } from './config-values.ts';
import { envPathIn, readEnvFile } from './env-file.ts';

export { ConfigError } from './config-values.ts';
export { writeEnvValue } from './env-file.ts';

/** Everything that can be set from outside. Paths are absolute, sizes are bytes. */
export interface Config {
  readonly cwd: string;
  readonly envPath: string;
  /** The language of the terminal. */
  readonly language: Language;
  /** The secret of the admin's link; null on the very first start. Never to be logged. */
  readonly adminUuid: string | null;
  readonly adminUsername: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** How many messages a room keeps; 0: everything. */
  readonly maxMessages: number;
  /** Whether `maxMessages` was chosen, so that the admin need not be asked. */
  readonly maxMessagesSet: boolean;
  readonly maxUploadBytes: number;
  readonly mediaDir: string;
  readonly dataDir: string;
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
  /** An origin without a slash at its end, such as `https://chat.example.org`. */
  readonly publicUrl: string | null;
  /** As Fastify takes it: whether, how many, or which proxies to believe about the client's address. */
  readonly trustProxy: boolean | number | string;
  readonly minFreeBytes: number;
  readonly logLevel: LogLevel;
  /** The device and inode of the system's journal, where a service's output goes; null outside of systemd. */
  readonly journalStream: string | null;
  readonly limits: Limits;
}

/** Every one is per person, but for sign-ins (per address) and the log (per stream). */
export interface Limits {
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  readonly signInsPerMinute: number;
  readonly uploadsInFlight: number;
  readonly uploadsPerHour: number;
  readonly socketsPerPerson: number;
  readonly logDays: number;
  readonly logEvents: number;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

type Environment = Record<string, string | undefined>;

const mebibyte = 1024 * 1024;
const many = 1_000_000;

/**
 * The settings of a server that was started in `cwd`: from `env`, else from `.env`, else the default.
 * Throws a ConfigError whose message names the variable, the value and what is allowed.
 */
export function loadConfig({ cwd, env }: { cwd: string; env: Environment }): Config {
  const language = terminalLanguage(env);
  const read = reader({ ...fileValues(cwd, language), ...withoutBlanks(env) }, language);
  return Object.freeze({
    cwd,
    envPath: envPathIn(cwd),
    language,
    adminUuid: adminUuid(read),
    // The specification's own example.
    adminUsername: adminUsername(read),
    // Every address: people in the same network are whom it is for.
    host: host(read),
    // The specification's port.
    port: read.integer('PORT', { min: 0, max: 65_535, fallback: 9000 }),
    // The specification's "at most 20 messages".
    maxMessages: read.integer('MAX_MESSAGES', { min: 0, max: maxKeepLast, fallback: 20 }),
    maxMessagesSet: read.text('MAX_MESSAGES') !== null,
    // The specification's 50 MB, in the mebibytes that file managers show.
    maxUploadBytes: Math.round(
      read.number('MAX_UPLOAD_MB', { min: 0.01, max: 102_400, fallback: 50 }) * mebibyte,
    ),
    // The specification's folder.
    mediaDir: resolve(cwd, read.text('MEDIA_DIR') ?? './static/media'),
    // One folder beside it for all else that must survive.
    dataDir: resolve(cwd, read.text('DATA_DIR') ?? './data'),
    // Without one, the server is its own authority.
    tls: ownCertificate(read, cwd),
    // Without one, links name the machine itself.
    publicUrl: publicUrl(read),
    // Nobody is believed unless the operator says who: the header can be forged by anyone.
    trustProxy: trustProxy(read),
    // Room for the database's journal and for deleting things, which needs space before it gives any.
    minFreeBytes: read.integer('MIN_FREE_MB', { min: 0, max: 1_048_576, fallback: 512 }) * mebibyte,
    // Starts, stops and faults.
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    journalStream: env.JOURNAL_STREAM || null,
    limits: readLimits(read),
  });
}

/** The defaults keep one person, or one broken script, from slowing the others down; people never meet them. */
function readLimits(read: Reader): Limits {
  const positive = (name: string, fallback: number) => read.integer(name, { min: 1, max: many, fallback });
  return Object.freeze({
    requestsPerSecond: positive('REQUESTS_PER_SECOND', 20),
    // Opening a page full of pictures asks for about a hundred things at once.
    requestBurst: positive('REQUEST_BURST', 100),
    messagesPerSecond: positive('MESSAGES_PER_SECOND', 10),
    messageBurst: positive('MESSAGE_BURST', 30),
    // Guessing a link is hopeless at any speed; this only keeps the noise down.
    signInsPerMinute: positive('SIGN_INS_PER_MINUTE', 10),
    uploadsInFlight: positive('UPLOADS_IN_FLIGHT', limits.uploadsInFlight),
    uploadsPerHour: positive('UPLOADS_PER_HOUR', 200),
    socketsPerPerson: positive('SOCKETS_PER_PERSON', 20),
    // A device that was away for longer fetches anew instead of catching up.
    logDays: positive('LOG_DAYS', 7),
    logEvents: positive('LOG_EVENTS', 100_000),
  });
}

/** Russian where the terminal speaks it, else English. Windows has no LANG, but Node knows its language. */
export function terminalLanguage(env: Environment = process.env): Language {
  const set = env.LC_ALL || env.LC_MESSAGES || env.LANG;
  return (set ?? Intl.DateTimeFormat().resolvedOptions().locale).startsWith('ru') ? 'ru' : 'en';
}

function fileValues(cwd: string, language: Language): Environment {
  try {
    return readEnvFile(cwd);
  } catch (error) {
    const path = envPathIn(cwd);
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError(
      { en: `${path} cannot be read (${why}).`, ru: `Файл ${path} не читается (${why}).` }[language],
    );
  }
}

function withoutBlanks(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

/** Whoever knows it is the admin, so it must be long enough that nobody guesses it. */
function adminUuid(read: Reader): string | null {
  const value = read.text('ADMIN_UUID');
  if (value === null || /^[A-Za-z0-9_-]{16,64}$/.test(value)) return value;
  throw read.wrongSecret('ADMIN_UUID', {
    en: 'it takes a UUID, or 16 to 64 Latin letters, digits, “-” and “_”',
    ru: 'нужен UUID или от 16 до 64 латинских букв, цифр, «-» и «_»',
  });
}

function adminUsername(read: Reader): string {
  const value = (read.text('ADMIN_USERNAME') ?? 'Admin').normalize('NFC');
  if (value.length <= limits.personNameLength && !/\p{Cc}/u.test(value)) return value;
  throw read.wrong('ADMIN_USERNAME', {
    en: `it takes a name of 1 to ${limits.personNameLength} characters on one line`,
    ru: `нужно имя в одну строку длиной от 1 до ${limits.personNameLength} знаков`,
  });
}

/** `::` listens on IPv4 as well, but fails where a machine has IPv6 switched off. */
function host(read: Reader): string {
  const value = read.text('HOST');
  if (value === null) {
    const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some((i) => i.family === 'IPv6'));
    return hasIpv6 ? '::' : '0.0.0.0';
  }
  if (isHost(value)) return value;
  throw read.wrong('HOST', {
    en: 'it takes an IP address or a host name, such as 0.0.0.0 or localhost',
    ru: 'нужен IP-адрес или имя узла, например 0.0.0.0 или localhost',
  });
}

function ownCertificate(read: Reader, cwd: string): Config['tls'] {
  const cert = read.text('TLS_CERT');
  const key = read.text('TLS_KEY');
  if (cert === null && key === null) return null;
  if (cert !== null && key !== null) {
    return Object.freeze({ certPath: resolve(cwd, cert), keyPath: resolve(cwd, key) });
  }
  const [given, missing] = cert === null ? ['TLS_KEY', 'TLS_CERT'] : ['TLS_CERT', 'TLS_KEY'];
  throw read.wrong(given, {
    en: `${missing} has to be set beside it (both name PEM files, or neither)`,
    ru: `рядом нужна и переменная ${missing} (обе называют файлы PEM или не задана ни одна)`,
  });
}

/** Sessions need a secure cookie for the whole host, hence https and no path. */
function publicUrl(read: Reader): string | null {
  const value = read.text('PUBLIC_URL');
  if (value === null) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === 'https:' && url.href === `${url.origin}/`) return url.origin;
  throw read.wrong('PUBLIC_URL', {
    en: 'it takes an address such as https://chat.example.org, with https and without a path',
    ru: 'нужен адрес вида https://chat.example.org: с https и без пути',
  });
}

function trustProxy(read: Reader): Config['trustProxy'] {
  const value = read.text('TRUST_PROXY');
  if (value === null || value === 'false') return false;
  if (value === 'true') return true;
  if (/^\d{1,2}$/.test(value)) return value === '0' ? false : Number(value);
  const addresses = value.split(',').map((item) => item.trim());
  if (addresses.every(isProxyAddress)) return addresses.join(',');
  throw read.wrong('TRUST_PROXY', {
    en: 'it takes true, false, how many proxies there are, or their addresses (10.0.0.1, 10.0.0.0/8, loopback)',
    ru: 'нужно true, false, число прокси или их адреса (10.0.0.1, 10.0.0.0/8, loopback)',
  });
}
