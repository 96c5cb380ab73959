import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { duration, percent } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { downloadOf } from '../attachments/download.ts';
import { FileCard } from '../attachments/file-card.tsx';
import './audio.css';
import { nextSpeed, speed } from './speed.ts';
import { type Player, usePlayer } from './use-player.ts';
import { addVoice, playNextVoice } from './voices.ts';
import { Wave } from './wave.tsx';
import { t } from './words.ts';

/** A sound: a card with its name, or, where it was spoken into the chat, without. */
export function Sound({ file }: { file: File }) {
  const [isBroken, setBroken] = useState(false);
  if (file.state === 'processing') return <Waiting file={file} />;
  if (isBroken) return <FileCard file={{ ...file, reason: file.reason ?? 'unsupported-codec' }} />;
  return <Playing file={file} onBroken={() => setBroken(true)} />;
}

const labelOf = (file: File) => (file.voice ? t.value.voice : t.value.sound(file.name));
const lengthOf = ({ durationMs }: File) => (durationMs === null ? '–:––' : duration(durationMs));

/** The same card before it can be played, as high and as wide, so that nothing moves when it can. */
function Waiting({ file }: { file: File }) {
  const { progress } = file;
  return (
    <div
      class="sound"
      data-voice={file.voice}
      data-state="processing"
      role="group"
      aria-label={labelOf(file)}
    >
      <span class="sound-play waiting">
        <span class="spinner" aria-hidden="true" />
      </span>
      <div class="sound-body">
        <Name file={file} />
        <Wave waveform={file.waveform} atS={0} lengthS={0} onSeek={null} />
        <div class="sound-foot">
          <span class="sound-time">{lengthOf(file)}</span>
          <span class="sound-status">
            {progress === null ? t.value.preparing : t.value.preparingShare(percent(progress))}
          </span>
        </div>
      </div>
    </div>
  );
}

function Name({ file }: { file: File }) {
  if (file.voice) return null;
  return (
    <span class="sound-name" dir="auto" title={file.name}>
      {file.name}
    </span>
  );
}

/** Whether it is the file that can't be played, and not the way to it that is cut. */
async function isFileAtFault(url: string): Promise<boolean> {
  const answer = await fetch(url, { method: 'HEAD' }).catch(() => null);
  return answer !== null && (answer.ok || answer.status === 404);
}

function Playing({ file, onBroken }: { file: File; onBroken: () => void }) {
  const card = useRef<HTMLDivElement>(null);
  const audio = useRef<HTMLAudioElement>(null);
  const source = file.urls.play ?? file.urls.original;
  const player = usePlayer(audio, {
    knownS: (file.durationMs ?? 0) / 1000,
    onEnded: () => file.voice && card.current && playNextVoice(card.current),
  });
  useLayoutEffect(() => {
    if (!file.voice || !card.current) return;
    return addVoice(card.current, () => void audio.current?.play().catch(() => {}));
  }, [file.voice]);
  const failed = async () => {
    if (await isFileAtFault(source)) onBroken();
    // It is asked for anew at the next press.
    else audio.current?.load();
  };
  const label = player.isPlaying ? t.value.pause : t.value.play;
  const cover = file.urls.thumb400 ?? file.urls.poster;
  return (
    <div
      ref={card}
      class="sound"
      data-voice={file.voice}
      data-state={player.isPlaying ? 'playing' : 'ready'}
      role="group"
      aria-label={labelOf(file)}
      onKeyDown={(event) => pressKey(player, event)}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: people's own sounds come without captions */}
      <audio ref={audio} src={source} preload="none" onError={() => void failed()} />
      <button type="button" class="sound-play" aria-label={label} data-tip={label} onClick={player.toggle}>
        {cover && <img src={cover} alt="" loading="lazy" />}
        <PlayIcon isPlaying={player.isPlaying} />
      </button>
      <div class="sound-body">
        <Name file={file} />
        <Wave
          waveform={file.waveform}
          atS={player.atS}
          lengthS={player.lengthS}
          onSeek={player.lengthS > 0 ? player.seek : null}
        />
        <Foot file={file} player={player} />
      </div>
    </div>
  );
}

function Foot({ file, player }: { file: File; player: Player }) {
  const { atS, lengthS } = player;
  const hasBegun = player.isPlaying || atS > 0;
  const all = lengthS > 0 ? duration(lengthS * 1000) : lengthOf(file);
  const times = t.value.times(new Intl.NumberFormat(language.value).format(speed.value));
  const link = downloadOf(file);
  const mute = player.isMuted ? t.value.unmute : t.value.mute;
  return (
    <div class="sound-foot">
      <span class="sound-time">{hasBegun ? `${duration(atS * 1000)} / ${all}` : all}</span>
      <button
        type="button"
        class="sound-speed"
        aria-label={t.value.speed(times)}
        data-tip={t.value.speed(times)}
        onClick={nextSpeed}
      >
        {times}
      </button>
      <IconButton icon={player.isMuted ? 'muted' : 'volume'} size={16} label={mute} onClick={player.mute} />
      {!file.voice && link && (
        <a
          class="icon-button"
          {...link}
          aria-label={t.value.downloadNamed(file.name)}
          data-tip={t.value.download}
        >
          <Icon name="download" size={16} />
        </a>
      )}
    </div>
  );
}

/** Space and letters do what they do in a film's player; on a button, Space presses that. */
function pressKey(player: Player, event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const onButton = event.target instanceof Element && event.target.closest('button, a') !== null;
  const isToggle = event.code === 'KeyK' || (event.key === ' ' && !onButton);
  if (isToggle) player.toggle();
  else if (event.code === 'KeyM') player.mute();
  else if (event.key !== ' ') return;
  // Letters typed elsewhere go to the composer.
  event.stopPropagation();
  if (isToggle || event.code === 'KeyM') event.preventDefault();
}

export const PlayIcon = ({ isPlaying }: { isPlaying: boolean }) => (
  <svg width="20" height="20" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <path
      d={
        isPlaying
          ? 'M7 5h3a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm7 0h3a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z'
          : 'M8 5.2v13.6a1 1 0 0 0 1.5.9l11-6.8a1 1 0 0 0 0-1.8l-11-6.8a1 1 0 0 0-1.5.9Z'
      }
    />
  </svg>
);
