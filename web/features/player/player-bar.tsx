import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { language } from '../../i18n/language.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { downloadOf } from '../attachments/download.ts';
import { speeds } from './player-keys.ts';
import { t } from './words.ts';

const times = (speed: number) => t.value.times(new Intl.NumberFormat(language.value).format(speed));

/** What the browser's own controls lack or hide: seen when pointed at, reached by Tab. */
export function PlayerBar({ file, video }: { file: File; video: RefObject<HTMLVideoElement | null> }) {
  const link = downloadOf(file);
  return (
    <div class="player-bar" role="group" aria-label={t.value.tools}>
      <Speed video={video} />
      {document.pictureInPictureEnabled && (
        <IconButton
          icon="in-picture"
          label={t.value.inPicture}
          onClick={() => {
            const player = video.current;
            if (document.pictureInPictureElement === player) document.exitPictureInPicture().catch(() => {});
            else player?.requestPictureInPicture().catch(() => {});
          }}
        />
      )}
      {file.state === 'ready' && link && (
        <a
          class="icon-button"
          {...link}
          aria-label={t.value.downloadNamed(file.name)}
          data-tip={t.value.download}
        >
          <Icon name="download" />
        </a>
      )}
    </div>
  );
}

function Speed({ video }: { video: RefObject<HTMLVideoElement | null> }) {
  const [speed, setSpeed] = useState(1);
  useEffect(() => {
    const player = video.current;
    const changed = () => setSpeed(player?.playbackRate ?? 1);
    player?.addEventListener('ratechange', changed);
    return () => player?.removeEventListener('ratechange', changed);
  }, []);
  // The browser's own menu has more of them.
  const offered = [...new Set([...speeds, speed])].sort((a, b) => a - b);
  return (
    <select
      class="player-speed"
      aria-label={t.value.speed}
      data-tip={t.value.speed}
      value={String(speed)}
      onChange={(event) => {
        if (video.current) video.current.playbackRate = Number(event.currentTarget.value);
      }}
    >
      {offered.map((one) => (
        <option key={one} value={String(one)}>
          {times(one)}
        </option>
      ))}
    </select>
  );
}
