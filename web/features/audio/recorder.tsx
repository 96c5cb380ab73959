import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { duration } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { modeOf } from '../composer/mode.ts';
import type { Field } from '../composer/slots.ts';
import './audio.css';
import { barCount, flatBars, pathOf } from './bars.ts';
import { PlayIcon } from './sound.tsx';
import { usePlayer } from './use-player.ts';
import { cancelVoice, levels, sendVoice, startVoice, stopVoice } from './voice.ts';
import { type Voice, voice } from './voice-state.ts';
import { Wave } from './wave.tsx';
import { t } from './words.ts';

/** In the composer's place while a voice message is made: how loud, how long, away with it, listen, send. */
export function RecorderBar({ field }: { field: Field }) {
  const bar = useRef<HTMLDivElement>(null);
  const now = voice.value;
  useEffect(() => {
    void startVoice();
    bar.current?.focus();
  }, []);
  const close = () => {
    cancelVoice();
    field.focus();
  };
  const send = async () => {
    const mode = modeOf(field.room);
    const said = mode.peek();
    const replyTo = said.is === 'reply' ? said.to : undefined;
    const sent = await sendVoice(replyTo);
    if (sent && said.is === 'reply') mode.value = { is: 'new' };
    field.focus();
  };
  const isOver = now.is === 'recorded';
  return (
    <div
      ref={bar}
      class="recorder"
      role="group"
      aria-label={t.value.recording}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && event.target === bar.current) void send();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <IconButton icon="trash" label={t.value.cancel} onClick={close} />
      {now.is === 'recording' && <Live sinceMs={now.sinceMs} />}
      {isOver && <Preview recorded={now} />}
      {!isOver && now.is !== 'recording' && (
        <span class="recorder-note" role="status">
          {t.value.waiting}
        </span>
      )}
      {now.is === 'recording' && (
        <IconButton icon="stop" label={t.value.stop} onClick={() => void stopVoice()} />
      )}
      <IconButton
        icon="send"
        class="composer-send"
        label={t.value.send}
        disabled={now.is !== 'recording' && !isOver}
        onClick={() => void send()}
      />
    </div>
  );
}

function Live({ sinceMs }: { sinceMs: number }) {
  const now = levels.value;
  const path = pathOf([...flatBars(Math.max(0, barCount - now.length)), ...now]);
  return (
    <>
      <span class="recorder-dot" aria-hidden="true" />
      <span class="recorder-time" role="timer">
        {duration(Math.floor((performance.now() - sinceMs) / 1000) * 1000)}
      </span>
      <div
        class="wave live"
        role="meter"
        aria-valuenow={Math.round((now.at(-1) ?? 0) * 100)}
        aria-label={t.value.level}
      >
        <svg viewBox={`0 0 ${barCount} 1`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <path d={path} />
        </svg>
      </div>
    </>
  );
}

function Preview({ recorded }: { recorded: Extract<Voice, { is: 'recorded' }> }) {
  const { recording, lengthMs } = recorded;
  const audio = useRef<HTMLAudioElement>(null);
  const url = useSignal('');
  useSignalEffect(() => {
    const made = URL.createObjectURL(recording.blob);
    url.value = made;
    return () => URL.revokeObjectURL(made);
  });
  const waveform = useMemo(
    () => btoa(String.fromCharCode(...recording.levels.slice(-4096).map((level) => Math.round(level * 255)))),
    [recording],
  );
  const player = usePlayer(audio, { knownS: lengthMs / 1000, onEnded: () => {} });
  const label = player.isPlaying ? t.value.pause : t.value.listen;
  const shownMs = player.isPlaying || player.atS > 0 ? player.atS * 1000 : lengthMs;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: one's own voice */}
      <audio ref={audio} src={url.value || undefined} preload="auto" />
      <button type="button" class="icon-button" aria-label={label} data-tip={label} onClick={player.toggle}>
        <PlayIcon isPlaying={player.isPlaying} />
      </button>
      <span class="recorder-time">{duration(shownMs)}</span>
      <Wave waveform={waveform} atS={player.atS} lengthS={player.lengthS} onSeek={player.seek} />
    </>
  );
}
