import type { File } from '../../../protocol/attachments.ts';
import { common } from '../../i18n/common.ts';
import { byteSize, percent } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { downloadOf } from '../attachments/download.ts';
import { Blur } from '../attachments/picture.tsx';
import { t as attachments, reasonSentence } from '../attachments/words.ts';
import './documents.css';
import { reading } from './door.ts';
import { labelOf, lookOf, readerOf } from './kinds.ts';
import { t } from './words.ts';

/** The fold and the letters of a document's kind. */
export function Face({ file }: { file: Pick<File, 'mime' | 'name'> }) {
  return (
    <span class="document-face" data-look={lookOf(file)} aria-hidden="true">
      <span class="document-kind">{labelOf(file)}</span>
    </span>
  );
}

function status(file: File): string | null {
  if (file.state === 'processing') {
    const { progress } = file;
    return progress === null
      ? attachments.value.preparing
      : attachments.value.preparingShare(percent(progress));
  }
  if (file.reason === null) return null;
  return file.reason === 'encrypted' ? t.value.lockedCard : reasonSentence(file.reason);
}

/** A document in a message: what it is, a PDF's first page in a place kept for it, and what one can do with it. */
export function DocumentCard({ file }: { file: File }) {
  const facts = [labelOf(file), byteSize(file.size)];
  if (file.pages !== null) facts.push(t.value.pages(file.pages));
  const why = status(file);
  const link = downloadOf(file);
  const canRead = link !== null && file.state === 'ready' && file.reason === null && readerOf(file) !== null;
  const open = () => {
    reading.value = file;
  };
  return (
    <div class="document-card" data-state={file.state}>
      {file.mime === 'application/pdf' && file.reason === null && (
        <FirstPage file={file} onOpen={canRead ? open : null} />
      )}
      <div class="document-row">
        <Face file={file} />
        <span class="document-text">
          <span class="document-name" dir="auto" title={file.name}>
            {file.name}
          </span>
          <span class="document-facts">{facts.join(' · ')}</span>
        </span>
      </div>
      {why && <p class="document-why">{why}</p>}
      {!link && <p class="document-why">{attachments.value.onlySender}</p>}
      <div class="document-acts">
        {readerOf(file) !== null && file.reason === null && link && (
          <button
            type="button"
            class="button quiet s"
            aria-label={t.value.readNamed(file.name)}
            disabled={!canRead}
            onClick={open}
          >
            <span class="button-text">{t.value.read}</span>
          </button>
        )}
        {file.state === 'ready' && link && (
          <a class="button quiet s" {...link} aria-label={attachments.value.downloadNamed(file.name)}>
            <Icon name="download" size={16} />
            <span class="button-text">{common.value.download}</span>
          </a>
        )}
      </div>
    </div>
  );
}

/** The top of the first page. Its place has the same height from the first moment on, whatever comes. */
function FirstPage({ file, onOpen }: { file: File; onOpen: (() => void) | null }) {
  const { thumb400, thumb800 } = file.urls;
  const inside = (
    <>
      <Blur hash={file.thumbhash} />
      {thumb400 && (
        <img
          src={thumb400}
          srcset={thumb800 ? `${thumb400} 1x, ${thumb800} 2x` : undefined}
          alt={t.value.firstPage(file.name)}
          loading="lazy"
        />
      )}
    </>
  );
  if (!onOpen) return <div class="document-page">{inside}</div>;
  return (
    // The button below says the same to those who go by keys.
    <button type="button" class="document-page" tabIndex={-1} onClick={onOpen}>
      {inside}
    </button>
  );
}
