import { signal } from '@preact/signals';
import type { File } from '../../protocol/attachments.ts';
import type { GoneMessage, Message, NewMessage, Quote } from '../../protocol/messages.ts';
import { ApiError } from './api.ts';
import { backoffMs } from './backoff.ts';

/** A message on its way. `failed` ones wait for their author to send them again or to drop them. */
export type Outgoing = {
  readonly clientId: string;
  readonly room: string;
  readonly text: string;
  readonly files: readonly File[];
  /** What it answers, as it is shown meanwhile. */
  readonly replyTo?: Quote | undefined;
  readonly createdAt: string;
  readonly state: 'pending' | 'failed';
  readonly error: string | null;
};

export type OutboxStorage = {
  keys: () => string[];
  get: (key: string) => string | null;
  set: (key: string, value: string | null) => void;
};

export type OutboxOptions = {
  storage: OutboxStorage;
  post: (room: string, message: NewMessage) => Promise<Message | GoneMessage>;
  onSent: (message: Message) => void;
  sentence: (error: unknown) => string;
  newId?: () => string;
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** The server remembers a clientId for 30 days; an older message might go out twice, so it asks first. */
const keyLifeMs = 29 * 24 * 3600_000;

/**
 * Sends messages in the order written, room by room, and never twice: each carries the key that the server knows it by.
 * One entry in the storage per message, so that several tabs don't overwrite each other's.
 */
export function createOutbox(options: OutboxOptions) {
  const now = options.now ?? Date.now;
  const wait = options.wait ?? ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)));
  const entries = signal<readonly Outgoing[]>([]);
  const busyRooms = new Set<string>();
  let prefix = '';
  let wakers: (() => void)[] = [];
  let running = false;

  const keep = (entry: Outgoing) => options.storage.set(prefix + entry.clientId, JSON.stringify(entry));
  const put = (entry: Outgoing) => {
    const known = entries.peek().some(({ clientId }) => clientId === entry.clientId);
    entries.value = known
      ? entries.peek().map((one) => (one.clientId === entry.clientId ? entry : one))
      : [...entries.peek(), entry];
    keep(entry);
  };
  const drop = (clientId: string) => {
    options.storage.set(prefix + clientId, null);
    entries.value = entries.peek().filter((one) => one.clientId !== clientId);
  };

  const sleep = (ms: number) =>
    Promise.race([wait(ms), new Promise<void>((awake) => wakers.push(awake))]).then(() => undefined);

  /** One try. Answers how long to wait before the next, or null when there is nothing more to do for this entry. */
  async function attempt(entry: Outgoing, tries: number): Promise<number | null> {
    try {
      const { text, clientId, files, replyTo } = entry;
      const answer = await options.post(entry.room, {
        text,
        clientId,
        attachments: files.map(({ id }) => id),
        ...(replyTo && { replyTo: replyTo.id }),
      });
      if (!('gone' in answer)) options.onSent(answer);
      drop(clientId);
      return null;
    } catch (error) {
      const passing = error instanceof ApiError && (error.passing || error.status === 401);
      if (passing) return error.retryAfterMs ?? backoffMs(tries);
      if (entries.peek().some(({ clientId }) => clientId === entry.clientId)) {
        put({ ...entry, state: 'failed', error: options.sentence(error) });
      }
      return null;
    }
  }

  async function work(room: string) {
    if (busyRooms.has(room)) return;
    busyRooms.add(room);
    let tries = 0;
    try {
      while (running) {
        const next = entries.peek().find((one) => one.room === room && one.state === 'pending');
        if (!next) break;
        const waitMs = await attempt(next, tries);
        tries = waitMs === null ? 0 : tries + 1;
        if (waitMs !== null) await sleep(waitMs);
      }
    } finally {
      busyRooms.delete(room);
    }
  }

  function parse(text: string | null): Outgoing | null {
    try {
      return text === null ? null : (JSON.parse(text) as Outgoing);
    } catch {
      return null;
    }
  }

  return {
    entries,
    drop,
    /** Takes up what this person had not yet sent, also from before a reload. `tooOld` is told of what is too old. */
    start(person: string, tooOld: string) {
      prefix = `outbox:${person}:`;
      running = true;
      const found = options.storage
        .keys()
        .filter((key) => key.startsWith(prefix))
        .map((key) => parse(options.storage.get(key)))
        .filter((entry) => entry !== null)
        .map((entry) =>
          now() - Date.parse(entry.createdAt) > keyLifeMs
            ? { ...entry, state: 'failed' as const, error: tooOld }
            : entry,
        );
      entries.value = found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
      for (const room of new Set(found.map((entry) => entry.room))) void work(room);
    },
    stop() {
      running = false;
      entries.value = [];
    },
    send(message: {
      room: string;
      text: string;
      files?: readonly File[];
      clientId?: string;
      replyTo?: Quote | undefined;
    }) {
      const entry: Outgoing = {
        clientId: message.clientId ?? (options.newId ?? (() => crypto.randomUUID()))(),
        room: message.room,
        text: message.text,
        files: message.files ?? [],
        ...(message.replyTo && { replyTo: message.replyTo }),
        createdAt: new Date(now()).toISOString(),
        state: 'pending',
        error: null,
      };
      put(entry);
      void work(entry.room);
      return entry;
    },
    retry(clientId: string) {
      const entry = entries.peek().find((one) => one.clientId === clientId);
      if (!entry || entry.state !== 'failed') return;
      put({ ...entry, state: 'pending', error: null });
      void work(entry.room);
    },
    /** The connection is back: don't wait on. */
    wake() {
      const all = wakers;
      wakers = [];
      for (const awake of all) awake();
    },
    /** The message came by the socket before the answer did. */
    arrived(clientId: string) {
      if (entries.peek().some((one) => one.clientId === clientId)) drop(clientId);
    },
  };
}
