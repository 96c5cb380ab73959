import { signal } from '@preact/signals';
import { complain, toast } from '../../ui/toast.tsx';
import type { Batch } from '../uploads/batches.ts';
import { sendFiles } from '../uploads/door.ts';
import { record } from './microphone.ts';
import { type Voice, voice } from './voice-state.ts';
import { t } from './words.ts';

/** Of what is being recorded, the newest last. */
export const levels = signal<readonly number[]>([]);

const longestMs = 10 * 60_000;
const shortestMs = 500;
const levelsKept = 56;

const sentences: Record<string, () => string> = {
  NotAllowedError: () => t.value.forbidden,
  SecurityError: () => t.value.forbidden,
  NotFoundError: () => t.value.noMicrophone,
  OverconstrainedError: () => t.value.noMicrophone,
  NotReadableError: () => t.value.busyMicrophone,
};

let begun: Voice | null = null;

/** Opens the microphone for whom the button was pressed. */
export async function startVoice(): Promise<void> {
  const asking = voice.peek();
  if (asking.is !== 'asking' || asking === begun) return;
  begun = asking;
  levels.value = [];
  try {
    const recorder = await record({
      onLevel: (level) => {
        levels.value = [...levels.peek().slice(1 - levelsKept), level];
        if (lengthOf(voice.peek()) >= longestMs) {
          toast(t.value.longest);
          void stopVoice();
        }
      },
      // What was said until then isn't lost.
      onBroken: () => void stopVoice(),
    });
    // Cancelled while the browser was asking.
    if (voice.peek() !== asking) return recorder.discard();
    voice.value = { is: 'recording', room: asking.room, sinceMs: performance.now(), recorder };
  } catch (error) {
    if (voice.peek() === asking) voice.value = { is: 'none' };
    const name = error instanceof DOMException ? error.name : '';
    complain((sentences[name] ?? (() => t.value.failed))());
  }
}

const lengthOf = (now: Voice) => (now.is === 'recording' ? performance.now() - now.sinceMs : 0);

/** Ends the recording, so that it can be heard before it goes. Null where there is none, or hardly any. */
export async function stopVoice(): Promise<Extract<Voice, { is: 'recorded' }> | null> {
  const now = voice.peek();
  if (now.is === 'recorded') return now;
  if (now.is !== 'recording') return null;
  const lengthMs = lengthOf(now);
  const recording = await now.recorder.stop();
  if (voice.peek() !== now) return null;
  if (lengthMs < shortestMs || recording.blob.size === 0) {
    voice.value = { is: 'none' };
    toast(t.value.tooShort);
    return null;
  }
  const recorded = { is: 'recorded', room: now.room, recording, lengthMs } as const;
  voice.value = recorded;
  return recorded;
}

export function cancelVoice(): void {
  const now = voice.peek();
  if (now.is === 'recording') now.recorder.discard();
  voice.value = { is: 'none' };
}

/** Answers whether something went. */
export async function sendVoice(replyTo: Batch['replyTo']): Promise<boolean> {
  const recorded = await stopVoice();
  if (!recorded || voice.peek() !== recorded) return false;
  const { recording, room } = recorded;
  const name = `${t.value.fileName(stamp(new Date()))}.${recording.ext}`;
  const file = new File([recording.blob], name, { type: recording.blob.type });
  voice.value = { is: 'none' };
  await sendFiles(room, [file], { caption: '', replyTo, voice: true });
  return true;
}

/** 2026-11-23 14.05, which every file system takes. */
function stamp(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${two(time.getHours())}.${two(time.getMinutes())}`;
}
