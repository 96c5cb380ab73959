import type { File } from '../../../protocol/attachments.ts';
import { Sound } from '../audio/sound.tsx';
import { DocumentCard } from '../documents/document-card.tsx';
import { Video } from '../player/video.tsx';
import './attachments.css';
import { boxStyle } from './box.ts';
import { FileCard } from './file-card.tsx';
import { blocksOf } from './how-shown.ts';
import { albumRows, mosaicMost } from './mosaic.ts';
import { Picture } from './picture.tsx';

/** What shows each kind of file in a message. */
const blocks = { video: Video, audio: Sound, document: DocumentCard, card: FileCard };

type Open = (file: File) => void;

/** The files of one message. */
export function Attachments({ files, onOpen }: { files: readonly File[]; onOpen: Open }) {
  return (
    <div class="attachments">
      {blocksOf(files).map((block) => {
        if (block.is === 'album') return <Album key="album" files={block.files} onOpen={onOpen} />;
        const Block = blocks[block.is];
        return <Block key={block.file.id} file={block.file} />;
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
          <Tile key={file.id} file={file} onOpen={onOpen} />
        ))}
      </div>
    );
  }
  return (
    <div class="album">
      {albumRows(files).map((row) => (
        <div key={row.items[0]?.index} class="album-row" style={{ aspectRatio: String(row.ratio) }}>
          {row.items.map(({ index, ratio }) => {
            const file = files[index];
            return (
              file && (
                // Together less than 1 would leave a part of the row empty.
                <div key={file.id} class="album-cell" style={{ flexGrow: String(ratio * 10) }}>
                  <Tile file={file} onOpen={onOpen} />
                </div>
              )
            );
          })}
        </div>
      ))}
    </div>
  );
}

const Tile = ({ file, onOpen }: { file: File; onOpen: Open }) =>
  file.kind === 'video' ? <Video file={file} inAlbum /> : <Picture file={file} onOpen={onOpen} />;

function Single({ file, onOpen }: { file: File; onOpen: Open }) {
  return (
    <div class="media-box" style={boxStyle(file)}>
      <Picture file={file} onOpen={onOpen} />
    </div>
  );
}
