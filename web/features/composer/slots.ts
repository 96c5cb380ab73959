import { type Signal, signal } from '@preact/signals';
import type { ComponentType, RefObject } from 'preact';

/** The text field of a composer, as features see it. */
export interface Field {
  readonly room: string;
  readonly text: () => string;
  /** Puts text in at the caret, in place of what is selected there. */
  readonly insert: (text: string) => void;
  /** Replaces a part of the text and puts the caret behind it. */
  readonly replace: (from: number, to: number, text: string) => void;
  readonly focus: () => void;
  readonly selection: () => { from: number; to: number };
  readonly select: (from: number, to: number) => void;
}

/** One thing that can be put in for what is being typed. */
export interface Suggestion {
  key: string;
  text: string;
  /** Before the text: an emoji, an avatar. */
  face: preact.ComponentChildren;
  note?: string | undefined;
  /** What takes the place of the typed, with its sign; a space follows. */
  insert: string;
}

/** Suggestions for a word that begins with a sign. */
export interface CompletionSource {
  sign: string;
  /** So many characters must follow the sign. */
  from: number;
  /** What follows the sign may hold these. */
  word: RegExp;
  find: (typed: string, room: string) => Suggestion[] | Promise<Suggestion[]>;
}

/** What the composer tells its suggestions, and asks them. */
export interface SuggestionKeys {
  readonly look: () => void;
  /** Answers whether a key was meant for them. */
  readonly keys: (event: KeyboardEvent) => boolean;
  readonly close: () => void;
}

/** The parts below that come right after the first paint are there; `web/later.ts` says so. */
export const arrived = signal(false);
/** Draws suggestions over the field. `chosen`: the ids of the open list and of what stands out in it. */
export const suggestions = signal<ComponentType<{
  field: Field;
  box: RefObject<HTMLTextAreaElement | null>;
  handle: { current: SuggestionKeys | null };
  chosen: Signal<{ list: string; option: string } | null>;
}> | null>(null);

/** What features put into the composer; `web/parts.ts` and `web/later.ts` name them all. */
export const completionSources: CompletionSource[] = [];
/** Asked before a text is sent; true: it was a command, and has been carried out. */
export const commands: ((text: string, room: string) => boolean)[] = [];
/** Asked on arrow-up in an empty field; true: something is done with it. */
export const onArrowUp: ((room: string) => boolean)[] = [];
/** Told when a person has typed. */
export const onTyped: ((room: string) => void)[] = [];
/** Changes the text as it is typed, e.g. a shortcode that has just been closed; null: leave it. */
export const whileTyping: ((text: string, caret: number) => { text: string; caret: number } | null)[] = [];
/** Buttons at the end of the field. */
export const tools: ComponentType<{ field: Field; isEmpty: boolean }>[] = [];
/** Above the field. */
export const aboveField: ComponentType<{ field: Field; text: string }>[] = [];
/** Keys within the field; true: the key has been used. */
export const fieldKeys: ((event: KeyboardEvent, field: Field) => boolean)[] = [];
/** Pasted text; true: it has been put in. */
export const onPaste: ((text: string, field: Field) => boolean)[] = [];
