import { useEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { reading } from './door.ts';
import type { FromLetter, ToLetter } from './letter-frame.ts';
import { Waiting } from './reader-states.tsx';
import { readApart } from './reader-thread.ts';
import { t } from './reader-words.ts';
import { useBytes, useWork, type Work } from './use-file.ts';

const showMs = 30_000;

export function LetterReader({ file }: { file: File }) {
  const bytes = useBytes(file);
  const state = useWork(bytes, (ready, signal) =>
    readApart({ as: 'letter', bytes: ready.slice(), name: file.name }, signal),
  );
  return state.is === 'done' ? (
    <Letter file={file} bytes={state.value} />
  ) : (
    <Waiting file={file} state={state} />
  );
}

/**
 * A frame of no origin, whose own policy allows no address at all: what draws the letter there can reach neither the
 * chat nor the network, whatever the letter makes it do.
 */
function Letter({ file, bytes }: { file: File; bytes: Uint8Array }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [state, setState] = useState<Work<null>>({ is: 'working', share: null });
  useEffect(() => {
    const fail = () => setState({ is: 'failed', message: t.value.unreadable, again: null });
    const timer = setTimeout(fail, showMs);
    const hear = ({ source, data }: MessageEvent<FromLetter>) => {
      const window = frame.current?.contentWindow;
      if (!window || source !== window) return;
      if (data.is === 'ready')
        window.postMessage({ bytes, narrow: innerWidth < 700 } satisfies ToLetter, '*');
      else if (data.is === 'escape') reading.value = null;
      else {
        clearTimeout(timer);
        if (data.is === 'shown') setState({ is: 'done', value: null });
        else fail();
      }
    };
    addEventListener('message', hear);
    return () => {
      clearTimeout(timer);
      removeEventListener('message', hear);
    };
  }, []);
  return (
    <>
      {state.is !== 'done' && <Waiting file={file} state={state} />}
      {state.is !== 'failed' && (
        <iframe
          ref={frame}
          class={`letter-frame ${state.is === 'done' ? '' : 'coming'}`}
          src="/letter"
          sandbox="allow-scripts"
          title={t.value.letter(file.name)}
        />
      )}
    </>
  );
}
