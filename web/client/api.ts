import type { Person } from '../../protocol/accounts.ts';
import type { ErrorAnswer } from '../../protocol/error-answer.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { GoneMessage, Message, MessagePage, NewMessage, PageQuery } from '../../protocol/messages.ts';
import type { Keep, Overview, ServerState } from '../../protocol/rooms.ts';
import type { ReadMark } from '../../protocol/unread.ts';
import { common } from '../i18n/common.ts';
import { language } from '../i18n/language.ts';
import { takeEarly } from './early.ts';

export type ApiCode = ErrorCode | 'offline' | 'unexpected' | 'aborted';

/** What went wrong with a call. `message` is a sentence for a person; `status` is 0 when no answer came. */
export class ApiError extends Error {
  readonly code: ApiCode;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;

  constructor(of: {
    code: ApiCode;
    status: number;
    message: string;
    details?: Record<string, unknown>;
    retryAfterMs?: number | null;
  }) {
    super(of.message);
    this.code = of.code;
    this.status = of.status;
    this.details = of.details ?? {};
    this.retryAfterMs = of.retryAfterMs ?? null;
  }

  /** True when the same call may well succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export const offlineError = () =>
  new ApiError({ code: 'offline', status: 0, message: common.value.noConnection });

/** The error that an answer's body tells; also of a proxy's page that isn't ours. */
export function errorFrom(status: number, body: unknown, retryAfter: string | null = null): ApiError {
  const seconds = Number(retryAfter);
  const retryAfterMs = retryAfter !== null && Number.isFinite(seconds) ? seconds * 1000 : null;
  const told = body as Partial<ErrorAnswer> | null;
  if (told && typeof told === 'object' && told.code && typeof told.error === 'string') {
    const details = told.details ?? {};
    return new ApiError({ code: told.code, status, message: told.error, details, retryAfterMs });
  }
  if (status >= 502) {
    return new ApiError({ code: 'offline', status, message: common.value.noConnection, retryAfterMs });
  }
  return new ApiError({ code: 'unexpected', status, message: common.value.unexpected, retryAfterMs });
}

/** The sentence of anything that was thrown. */
export const sentence = (error: unknown) =>
  error instanceof ApiError ? error.message : common.value.unexpected;

/** Which version of the page the server hands out, by its last overview. */
let pageVersion: string | null = null;
export const servedPage = () => pageVersion;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function parse(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    if (response.ok) throw errorFrom(response.status, null);
    return null;
  }
}

/**
 * One call. `body` goes as JSON, a FormData or Blob as it is. Throws ApiError, `aborted` where its answer is no longer
 * wanted.
 */
export async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  { stop, secret }: { stop?: AbortSignal | undefined; secret?: string | null } = {},
): Promise<T> {
  const headers: Record<string, string> = { 'accept-language': language.peek() };
  if (secret) headers['x-user-uuid'] = secret;
  const raw = body instanceof FormData || body instanceof Blob;
  if (body !== undefined && !raw) headers['content-type'] = 'application/json';
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body !== undefined) init.body = raw ? body : JSON.stringify(body);
  if (stop) init.signal = stop;
  let response: Response;
  let answer: unknown;
  try {
    response = await (takeEarly(method, path) ?? fetch(path, init));
    answer = await parse(response);
  } catch (error) {
    if (stop?.aborted) throw new ApiError({ code: 'aborted', status: 0, message: '' });
    throw error instanceof ApiError ? error : offlineError();
  }
  pageVersion = response.headers.get('x-page-version') ?? pageVersion;
  if (!response.ok) throw errorFrom(response.status, answer, response.headers.get('retry-after'));
  return answer as T;
}

function query(of: PageQuery): string {
  const parts = Object.entries(of).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** Every call that the chat makes. */
export const api = {
  signIn: (user: string) => call<{ me: Person }>('POST', '/api/session', { user }),
  signOut: () => call<null>('DELETE', '/api/session'),
  me: () => call<Person>('GET', '/api/me'),
  /** With the secret of a link, for who isn't signed in yet. */
  overview: (secret: string | null = null) => call<Overview>('GET', '/api/rooms', undefined, { secret }),
  page: (room: string, of: PageQuery) => call<MessagePage>('GET', `/api/rooms/${room}/messages${query(of)}`),
  post: (room: string, message: NewMessage) =>
    call<Message | GoneMessage>('POST', `/api/rooms/${room}/messages`, message),
  moveRead: (room: string, seq: number) => call<ReadMark>('PUT', `/api/rooms/${room}/read`, { seq }),
  readMark: (room: string) => call<ReadMark>('GET', `/api/rooms/${room}/read`),
  markUnread: (room: string, seq: number) => call<ReadMark>('PUT', `/api/rooms/${room}/unread`, { seq }),
  readEverything: () => call<{ marks: ReadMark[] }>('POST', '/api/read'),
  dropUpload: (file: string) => call<null>('DELETE', `/api/uploads/${file}`),
  serverState: () => call<ServerState>('GET', '/api/admin/server'),
  setRetention: (keep: Keep) => call<ServerState>('PUT', '/api/admin/retention', { keep }),
};
