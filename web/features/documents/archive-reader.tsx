import type { File } from '../../../protocol/attachments.ts';
import { byteSize, shortTime, whole } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { rangesOf } from './fetching.ts';
import { Waiting } from './reader-states.tsx';
import { t } from './reader-words.ts';
import { useAsync } from './use-file.ts';
import { listZip, type ZipEntry, type ZipListing } from './zip-listing.ts';

export function ArchiveReader({ file }: { file: File }) {
  const state = useAsync(file, (signal) => listZip(file.size, rangesOf(file.urls.original, signal)));
  return state.is === 'done' ? (
    <Listing listing={state.value} name={file.name} />
  ) : (
    <Waiting file={file} state={state} />
  );
}

function Listing({ listing, name }: { listing: ZipListing; name: string }) {
  const { entries, total } = listing;
  const files = entries.filter(({ isFolder }) => !isFolder);
  const sum = files.reduce((bytes, { size }) => bytes + size, 0);
  if (total === 0) return <div class="reader-state">{t.value.emptyArchive}</div>;
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return (
    <>
      <div class="reader-tools">
        <span class="reader-facts">
          {t.value.files(files.length)} · {byteSize(sum)}
        </span>
      </div>
      {entries.length < total && (
        <p class="reader-note">{t.value.entriesShown(whole(entries.length), whole(total))}</p>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div class="reader-area" tabIndex={0} role="region" aria-label={name}>
        <table class="archive-table">
          <thead>
            <tr>
              <th scope="col">{t.value.name}</th>
              <th scope="col" class="number">
                {t.value.size}
              </th>
              <th scope="col" class="wide">
                {t.value.changed}
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((entry, i) => (
              <Entry key={i} entry={entry} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Entry({ entry }: { entry: ZipEntry }) {
  const { path, isFolder, size, modified, encrypted } = entry;
  const parts = path.replace(/\/$/, '').split('/');
  const name = parts.pop() ?? '';
  return (
    <tr>
      <th scope="row">
        <span class="archive-name">
          <Icon name={isFolder ? 'folder' : 'file'} size={16} />
          <span dir="auto">
            {parts.length > 0 && <span class="archive-folder">{parts.join('/')}/</span>}
            {name}
            {isFolder && '/'}
            {encrypted && <span class="archive-mark"> · {t.value.encrypted}</span>}
          </span>
        </span>
      </th>
      <td class="number">{isFolder ? '' : byteSize(size)}</td>
      <td class="wide">{modified ? shortTime(modified) : ''}</td>
    </tr>
  );
}
