import type { File } from '../../../protocol/attachments.ts';
import { boxOf, boxStyle } from '../attachments/box.ts';
import { fullSource } from '../attachments/how-shown.ts';
import { Preparing } from '../attachments/picture.tsx';
import { t } from '../attachments/words.ts';
import { onlyThis } from './only-one.ts';

const smallestPlayerPx = 260;

export function Video({ file }: { file: File }) {
  const { width, height } = boxOf(file.width, file.height);
  // Narrower than this, the browser's own controls don't fit.
  const style =
    width < smallestPlayerPx
      ? { width: `${smallestPlayerPx}px`, aspectRatio: `${smallestPlayerPx} / ${Math.max(height, 160)}` }
      : boxStyle(file);
  if (file.state === 'processing') {
    return (
      <div class="media-box" style={style}>
        <Preparing file={file} />
      </div>
    );
  }
  return (
    <div class="media-box video" style={style}>
      {/* biome-ignore lint/a11y/useMediaCaption: people's own videos come without captions */}
      <video
        controls
        preload="none"
        playsInline
        src={fullSource(file)}
        poster={file.urls.poster ?? file.urls.thumb800 ?? file.urls.thumb400}
        aria-label={t.value.video(file.name)}
        onPlay={(event) => onlyThis(event.currentTarget)}
      />
    </div>
  );
}
