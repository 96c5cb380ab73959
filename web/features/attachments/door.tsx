import type { File } from '../../../protocol/attachments.ts';
import { byteSize } from '../../i18n/format.ts';
import { lazy } from '../../ui/lazy.tsx';
import { boxStyle } from './box.ts';
import { downloadOf } from './download.ts';
import { blocksOf } from './how-shown.ts';
import { albumRows, gridHeight, mosaicMost } from './mosaic.ts';

/** CSS pixels, as their style sheets have them. */
const cardHeights = { video: 0, audio: 88, document: 76, card: 76 } as const;

type Props = { files: readonly File[]; onOpen: (file: File) => void };

/** The places of a message's files, as large as they will be: what draws them comes a moment later. */
function Places({ files }: Props) {
  return (
    <div class="attachments" aria-busy="true">
      {blocksOf(files).map((block) => {
        if (block.is === 'video') return <div key={block.file.id} style={boxStyle(block.file)} />;
        if (block.is !== 'album')
          return <div key={block.file.id} style={{ height: `${cardHeights[block.is]}px` }} />;
        return <div key="album" style={albumStyle(block.files)} />;
      })}
    </div>
  );
}

function albumStyle(files: readonly File[]) {
  const [only] = files;
  if (files.length === 1 && only) return boxStyle(only);
  const isGrid = files.length > mosaicMost;
  const height = isGrid ? gridHeight(files) : albumRows(files).reduce((sum, { ratio }) => sum + 1 / ratio, 0);
  return { width: '400px', maxWidth: '100%', aspectRatio: String(1 / height) };
}

/** Where the page's own pieces are gone (an update), a file can still be had. */
function Plain({ files }: Props) {
  return (
    <ul class="attachments">
      {files.map((file) => (
        <li key={file.id}>
          <a {...downloadOf(file)}>
            {file.name} ({byteSize(file.size)})
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The files of one message. Players, readers and viewers aren't needed to begin to talk: they come beside that. */
export const Attachments = lazy<Props>(async () => (await import('./attachments.tsx')).Attachments, {
  waiting: (props) => <Places {...props} />,
  failed: (props) => <Plain {...props} />,
});
