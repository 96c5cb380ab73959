import { recall, rememberSoon } from '../../client/storage.ts';

const key = (person: string, room: string) => `draft:${person}:${room}`;

export const draftOf = (person: string, room: string): string => recall(key(person, room)) ?? '';

export const keepDraft = (person: string, room: string, text: string) =>
  rememberSoon(key(person, room), text === '' ? null : text, 200);
