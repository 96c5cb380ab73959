import type { ComponentChildren, ComponentType } from 'preact';
import type { Message } from '../../../protocol/messages.ts';
import type { IconName } from '../../ui/icon.tsx';
import type { Atom } from '../markdown/nodes.ts';

/** Something that one can do with a message: by the bar that hovers over it, its menu, and the keyboard. */
export interface MessageAction {
  id: string;
  icon: IconName;
  label: (message: Message) => string;
  /** In the bar too; all actions are in the menu. */
  inBar?: boolean;
  danger?: boolean;
  /** Where it makes no sense it isn't offered. `me` is the reader's id. */
  when?: (message: Message, me: string) => boolean;
  /** `from` is what was pressed: a layer that opens stands by it. `quick`: with Shift, don't ask. */
  run: (message: Message, from: HTMLElement, how: { quick: boolean }) => void;
}

/** A part of a message's text that a feature draws. */
export interface TextPart extends Atom {
  readonly draw: (text: string) => ComponentChildren;
}

type Part = ComponentType<{ message: Message }>;

/** What features put into every message; `web/parts.ts` names them all, one line each. Order is the order shown. */
export const messageActions: MessageAction[] = [];
/** Of parts that overlap, the first one's counts. */
export const textParts: ((message: Message) => readonly TextPart[])[] = [];
/** Over a message's text. */
export const aboveText: Part[] = [];
/** In the bubble, after the text. */
export const afterText: Part[] = [];
/** Below a message's files. */
export const underMessage: Part[] = [];
/** At the beginning of the bar, and of the menu. */
export const barStart: ComponentType<{ message: Message; inMenu?: boolean }>[] = [];
