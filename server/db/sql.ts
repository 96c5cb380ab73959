/**
 * The one way to the database: text with `?` parameters, answered asynchronously so that the same verbs can run on
 * another engine. Whole numbers come back as JavaScript numbers while they are exact and as decimal strings beyond
 * 2^53, which is where every snowflake id lies.
 */
export interface Sql {
  all<Row>(text: string, ...params: SqlValue[]): Promise<Row[]>;
  get<Row>(text: string, ...params: SqlValue[]): Promise<Row | undefined>;
  /** Answers how many rows changed. */
  run(text: string, ...params: SqlValue[]): Promise<number>;
}

export type SqlValue = string | number | bigint | Uint8Array | null;

/** Whoever asks for something. `sessionId` is null for a script that shows its secret on each request. */
export interface Actor {
  personId: string;
  role: 'admin' | 'member';
  sessionId: string | null;
}

/** One entry for a stream's log. `data` is its body for the live delivery; the log itself keeps only `subject`. */
export interface Emission {
  stream: string;
  event: string;
  /** The id of the thing that the event is about; the log renders a late delivery from it. */
  subject: string;
  /** What cannot be derived from the subject (small). */
  extra?: Record<string, unknown>;
  /** The body; left out, it is rendered from the subject after COMMIT. */
  data?: unknown;
  /** Another body for the connections of one person. */
  own?: { person: string; data: unknown };
  /** Things whose earlier frames are no longer true (the subject itself is always among them). */
  invalidates?: string[];
}

/** Something that main must do after COMMIT and that need not survive a crash. Features declare theirs by merging. */
export interface Effects {
  /** Sign-ins that ended: their sockets close with `closeCode`. Neither id given: everyone looks themselves up again. */
  'access-changed': {
    personId?: string;
    sessionIds?: string[];
    /** Stays signed in, although the person's others end. */
    exceptSessionId?: string | null;
    closeCode?: number;
  };
  /** Anything that others may see has changed: what was read before is no longer to be trusted. */
  committed: { events: readonly { event: string }[] };
}
export type Effect = { [N in keyof Effects]: { name: N; input: Effects[N] } }[keyof Effects];

/** What a verb that writes receives: a transaction and nothing else of the world. */
export interface Write extends Sql {
  /** Milliseconds since 1970, the same for the whole verb. */
  readonly now: number;
  newId(): string;
  /** Appends to a stream's log inside this transaction and answers the event's seq. */
  emit(emission: Emission): Promise<number>;
  /** Runs on the main thread after COMMIT. */
  after<N extends keyof Effects>(name: N, input: Effects[N]): void;
  /** Undoes what a verb keeps in memory, if its transaction does not commit. */
  onRollback(undo: () => void): void;
}

export type WriteVerb = (tx: Write, actor: Actor, input: never) => Promise<unknown>;
export type ReadVerb = (sql: Sql, actor: Actor, input: never) => Promise<unknown>;

/** The server itself, for what no person asked for. */
export const nobody: Actor = { personId: '0', role: 'admin', sessionId: null };
