import type { File } from '../../../protocol/attachments.ts';
import './attachments.css';
import { boxOf } from './box.ts';
import { FileCard } from './file-card.tsx';
import { blocksOf, fullSource } from './how-shown.ts';
import { mosaic, mosaicMost } from './mosaic.ts';
import { Picture, Preparing } from './picture.tsx';
import { t } from './words.ts';

type Open = (file: File) => void;

/** The files of one message. */
export function Attachments({ files, onOpen }: { files: readonly File[]; onOpen: Open }) {
  return (
    <div class="attachments">
      {blocksOf(files).map((block) => {
        if (block.is === 'album') return <Album key="album" files={block.files} onOpen={onOpen} />;
        if (block.is === 'video') return <Video key={block.file.id} file={block.file} />;
        return <FileCard key={block.file.id} file={block.file} />;
      })}
    </div>
  );
}

function Album({ files, onOpen }: { files: readonly File[]; onOpen: Open }) {
  const [only] = files;
  if (files.length === 1 && only) return <Single file={only} onOpen={onOpen} />;
  if (files.length > mosaicMost) {
    return (
      <div class="album grid">
        {files.map((file) => (
          <Picture key={file.id} file={file} onOpen={onOpen} />
        ))}
      </div>
    );
  }
  const rows = mosaic(files.map(({ width, height }) => (width && height ? width / height : 1)));
  return (
    <div class="album">
      {rows.map((row) => (
        <div key={row.items[0]?.index} class="album-row" style={{ aspectRatio: String(row.ratio) }}>
          {row.items.map(({ index, ratio }) => {
            const file = files[index];
            return (
              file && (
                <div key={file.id} class="album-cell" style={{ flexGrow: String(ratio) }}>
                  <Picture file={file} onOpen={onOpen} />
                </div>
              )
            );
          })}
        </div>
      ))}
    </div>
  );
}

const boxStyle = (file: File) => {
  const { width, height } = boxOf(file.width, file.height);
  return { width: `${width}px`, aspectRatio: `${width} / ${height}` };
};

function Single({ file, onOpen }: { file: File; onOpen: Open }) {
  return (
    <div class="media-box" style={boxStyle(file)}>
      <Picture file={file} onOpen={onOpen} />
    </div>
  );
}

let playing: HTMLVideoElement | null = null;

/** One plays at a time. */
function onlyThis(video: HTMLVideoElement) {
  if (playing !== video) playing?.pause();
  playing = video;
}

const smallestPlayerPx = 260;

function Video({ file }: { file: File }) {
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
