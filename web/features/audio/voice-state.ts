import { effect, signal } from '@preact/signals';
import type { Recorder, Recording } from './microphone.ts';

/** The one voice message that is being made on this page; it goes on while another room is looked at. */
export type Voice =
  | { is: 'none' }
  | { is: 'asking'; room: string }
  | { is: 'recording'; room: string; sinceMs: number; recorder: Recorder }
  | { is: 'recorded'; room: string; recording: Recording; lengthMs: number };

export const voice = signal<Voice>({ is: 'none' });

/** A page that is closed while one speaks takes the words along. */
const warn = (event: BeforeUnloadEvent) => event.preventDefault();
effect(() => {
  if (voice.value.is === 'none') removeEventListener('beforeunload', warn);
  else addEventListener('beforeunload', warn);
});
