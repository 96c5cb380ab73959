import type { GalleryItem } from '../../../protocol/gallery.ts';
import { common } from '../../i18n/common.ts';
import { byteSize, duration, shortTime } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { downloadOf } from '../attachments/download.ts';
import type { Stage } from './stage.tsx';
import { t } from './words.ts';

/** What is looked at, and what can be done with it. */
export function Bar(props: {
  item: GalleryItem;
  /** “3 of 7”; null where it isn't known. */
  place: string | null;
  stage: { current: Stage | null };
  onCopy: () => void;
  onMessage: () => void;
  onClose: () => void;
}) {
  const { file, message } = props.item;
  const isPicture = file.kind === 'image';
  const link = downloadOf(file);
  return (
    <header class="viewer-bar">
      <div class="viewer-facts">
        <p class="viewer-name" dir="auto" title={file.name}>
          {file.name}
        </p>
        <p class="viewer-note">{[props.place, ...factsOf(props.item)].filter(Boolean).join(' · ')}</p>
      </div>
      <div class="viewer-tools">
        {isPicture && (
          <>
            <IconButton
              icon="zoom-out"
              class="wide"
              label={t.value.zoomOut}
              onClick={() => props.stage.current?.zoom(1 / 1.6)}
            />
            <IconButton
              icon="zoom-in"
              class="wide"
              label={t.value.zoomIn}
              onClick={() => props.stage.current?.zoom(1.6)}
            />
            <IconButton icon="copy" label={t.value.copy} onClick={props.onCopy} />
          </>
        )}
        <IconButton icon="message" label={t.value.toMessage(message.author.name)} onClick={props.onMessage} />
        {link && (
          <>
            <a
              class="icon-button wide"
              href={link.href}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t.value.original}
              data-tip={t.value.original}
            >
              <Icon name="external" />
            </a>
            <a class="icon-button" {...link} aria-label={t.value.download} data-tip={t.value.download}>
              <Icon name="download" />
            </a>
          </>
        )}
        <IconButton icon="cross" size={22} autoFocus label={common.value.close} onClick={props.onClose} />
      </div>
    </header>
  );
}

function factsOf({ file, message }: GalleryItem): string[] {
  const facts = [message.author.name, shortTime(new Date(message.createdAt)), byteSize(file.size)];
  if (file.width && file.height) facts.push(`${file.width} × ${file.height}`);
  if (file.durationMs) facts.push(duration(file.durationMs));
  return facts;
}
