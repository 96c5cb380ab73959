import { useEffect } from 'preact/hooks';
import { IconButton } from '../../ui/button.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { complain, toast } from '../../ui/toast.tsx';
import { modeOf } from '../composer/mode.ts';
import type { Field } from '../composer/slots.ts';
import { t } from './button-words.ts';
import './voice-button.css';
import { voice } from './voice-state.ts';

const RecorderBar = lazy(async () => (await import('./recorder.tsx')).RecorderBar, {
  waiting: () => null,
  failed: () => <Unloaded />,
});

/** The page is older than the server: its pieces are gone. */
function Unloaded() {
  useEffect(() => {
    voice.value = { is: 'none' };
    complain(t.value.failed);
  }, []);
  return null;
}

/** Known without loading the recorder. */
const canRecord =
  typeof MediaRecorder !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function';

/** The microphone of a composer with nothing in it, and what takes the composer's place when it is pressed. */
export function VoiceButton({ field, isEmpty }: { field: Field; isEmpty: boolean }) {
  const now = voice.value;
  if (now.is !== 'none' && now.room === field.room) return <RecorderBar field={field} />;
  if (!canRecord || !isEmpty || modeOf(field.room).value.is === 'edit') return null;
  return (
    <IconButton
      icon="microphone"
      class="voice-button"
      label={t.value.record}
      onClick={() => {
        if (now.is === 'none') voice.value = { is: 'asking', room: field.room };
        else toast(t.value.elsewhere);
      }}
    />
  );
}
