import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { welcomes } from '../../client/live.ts';
import { duration, percent } from '../../i18n/format.ts';
import { boxOf, boxStyle } from '../attachments/box.ts';
import { FileCard } from '../attachments/file-card.tsx';
import { Blur } from '../attachments/picture.tsx';
import { shareLoudness } from './loudness.ts';
import { canFeed } from './media-source.ts';
import { onlyThis } from './only-one.ts';
import './player.css';
import { PlayerBar } from './player-bar.tsx';
import { pressKey } from './player-keys.ts';
import { useSource } from './use-source.ts';
import { t } from './words.ts';

const smallestPlayerPx = 260;

/** Narrower than this, the browser's own controls don't fit. */
function styleOf(file: File) {
  const { width, height } = boxOf(file.width, file.height);
  if (width >= smallestPlayerPx) return boxStyle(file);
  return { width: `${smallestPlayerPx}px`, aspectRatio: `${smallestPlayerPx} / ${Math.max(height, 160)}` };
}

const posterOf = ({ urls }: File) => urls.poster ?? urls.thumb800 ?? urls.thumb400;

/**
 * A video, also one that the server is still making playable; what does not play is a file to download. `inAlbum`: its place
 * is its parent's.
 */
export function Video({ file, inAlbum = false }: { file: File; inAlbum?: boolean }) {
  const [isBroken, setBroken] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const isReady = file.state !== 'processing';
  const plays = isReady || (file.urls.stream !== undefined && canFeed() && !isWaiting);
  if (isBroken && isReady) return <FileCard file={{ ...file, reason: file.reason ?? 'unsupported-codec' }} />;
  return (
    <div class="media-box video player" style={inAlbum ? undefined : styleOf(file)}>
      {plays ? (
        <Player
          file={file}
          onBroken={() => {
            if (isReady) setBroken(true);
            else setWaiting(true);
          }}
        />
      ) : (
        <Waiting file={file} />
      )}
    </div>
  );
}

/** The place of a video of which nothing can be played yet. */
function Waiting({ file }: { file: File }) {
  const poster = posterOf(file);
  return (
    <div
      class="player-waiting"
      role="img"
      aria-label={`${t.value.player(file.name)}. ${t.value.convertingSoon}`}
    >
      <Blur hash={file.thumbhash} />
      {poster !== undefined && <img src={poster} alt="" />}
      <div class="player-top">
        <Marks file={file} hasBegun={false} />
      </div>
    </div>
  );
}

function Marks({ file, hasBegun }: { file: File; hasBegun: boolean }) {
  const isMade = file.state === 'processing';
  const hasLength = !hasBegun && file.durationMs !== null;
  if (!isMade && !hasLength) return null;
  return (
    <div class="player-marks">
      {isMade && (
        <span class="player-mark converting">
          <span class="spinner" aria-hidden="true" />
          {file.progress === null ? t.value.convertingSoon : t.value.converting(percent(file.progress))}
        </span>
      )}
      {hasLength && file.durationMs !== null && (
        <span class="player-mark" title={t.value.length(duration(file.durationMs))}>
          {duration(file.durationMs)}
        </span>
      )}
    </div>
  );
}

/** Whether it is the file that can't be played, and not the way to it that is cut. */
async function isFileAtFault(url: string): Promise<boolean> {
  const answer = await fetch(url, { method: 'HEAD' }).catch(() => null);
  return answer !== null && (answer.ok || answer.status === 404);
}

function Player({ file, onBroken }: { file: File; onBroken: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [hasBegun, setBegun] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const [cutOff, setCutOff] = useState<{ atS: number; reached: number } | null>(null);
  const reached = welcomes.value;
  useSource(video, file, onBroken);
  useLayoutEffect(() => (video.current ? shareLoudness(video.current) : undefined), []);
  useLayoutEffect(
    () => () => {
      // A player that is thrown away would play on, and keep what it holds.
      video.current?.pause();
      video.current?.removeAttribute('src');
      video.current?.load();
    },
    [],
  );
  useEffect(() => {
    const player = video.current;
    if (!cutOff || !player || cutOff.reached === reached) return;
    setCutOff(null);
    player.load();
    player.currentTime = cutOff.atS;
  }, [cutOff, reached]);
  const failed = async () => {
    const player = video.current;
    // What is fed by the page tells of its troubles otherwise.
    if (!player?.error || !player.src || player.src.startsWith('blob:')) return;
    const atS = player.currentTime;
    if (await isFileAtFault(player.src)) onBroken();
    else setCutOff({ atS, reached: welcomes.peek() });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the player inside
    <div
      class="player-stage"
      data-playing={isPlaying}
      onKeyDown={(event) => {
        const player = video.current;
        if (!player || event.target !== player || !pressKey(player, event)) return;
        event.preventDefault();
        // Letters typed elsewhere go to the composer.
        event.stopPropagation();
      }}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: people's own videos come without captions */}
      <video
        ref={video}
        controls
        controlsList="nodownload"
        preload="none"
        playsInline
        poster={posterOf(file)}
        aria-label={t.value.player(file.name)}
        onPlay={(event) => {
          onlyThis(event.currentTarget);
          setBegun(true);
          setPlaying(true);
        }}
        onPause={() => setPlaying(false)}
        onEmptied={(event) => setPlaying(!event.currentTarget.paused)}
        onLoadedData={(event) => {
          // Some files are heard only: their pictures are of a kind that this browser doesn't know.
          if (file.width !== null && event.currentTarget.videoWidth === 0) onBroken();
        }}
        onError={() => void failed()}
      />
      <div class="player-top">
        <Marks file={file} hasBegun={hasBegun} />
        <PlayerBar file={file} video={video} />
      </div>
    </div>
  );
}
