import type { File } from '../../../protocol/attachments.ts';
import { byteSize, duration, percent } from '../../i18n/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { downloadOf } from './download.ts';
import { Blur } from './picture.tsx';
import { reasonSentence, t } from './words.ts';

const icons: Record<File['kind'], IconName> = {
  image: 'image',
  video: 'film',
  audio: 'music',
  document: 'file',
};

const kindName = (kind: File['kind']) =>
  ({
    image: t.value.picture,
    video: t.value.videoKind,
    audio: t.value.audioKind,
    document: t.value.documentKind,
  })[kind];

function status(file: File): string | null {
  if (file.state === 'processing') {
    return file.progress === null ? t.value.preparing : t.value.preparingShare(percent(file.progress));
  }
  return file.state === 'failed' || file.reason !== null ? reasonSentence(file.reason) : null;
}

/** A file that isn't shown in place: what it is, why, and how to have it. */
export function FileCard({ file }: { file: File }) {
  const facts = [kindName(file.kind), byteSize(file.size)];
  if (file.durationMs) facts.push(duration(file.durationMs));
  const why = status(file);
  const link = downloadOf(file);
  const poster = file.urls.poster ?? file.urls.thumb400;
  return (
    <div class="file-card" data-state={file.state}>
      <span class="file-card-face">
        <Blur hash={file.thumbhash} />
        {poster ? <img src={poster} alt="" loading="lazy" /> : <Icon name={icons[file.kind]} size={22} />}
      </span>
      <span class="file-card-text">
        <span class="file-card-name" dir="auto" title={file.name}>
          {file.name}
        </span>
        <span class="file-card-facts">{facts.join(' · ')}</span>
        {why && <span class={`file-card-why ${file.state === 'failed' ? 'bad' : ''}`}>{why}</span>}
        {!link && <span class="file-card-why">{t.value.onlySender}</span>}
        {file.state === 'processing' && (
          <progress value={file.progress ?? undefined} max={1} aria-label={t.value.preparing} />
        )}
      </span>
      {file.state !== 'processing' && link && (
        <a
          class="icon-button"
          {...link}
          aria-label={t.value.downloadNamed(file.name)}
          data-tip={t.value.downloadNamed(file.name)}
        >
          <Icon name="download" />
        </a>
      )}
    </div>
  );
}
