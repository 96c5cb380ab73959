import type { ComponentType } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { common } from '../../i18n/common.ts';
import { byteSize } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { downloadOf } from '../attachments/download.ts';
import { t as attachments } from '../attachments/words.ts';
import { Face } from './document-card.tsx';
import { reading } from './door.ts';
import { labelOf, type ReaderKind, readerOf } from './kinds.ts';
import './reader.css';
import { t } from './reader-words.ts';

type Part = ComponentType<{ file: File }>;

const states = {
  waiting: () => (
    <div class="reader-state" role="status">
      <span class="spinner" />
      <p>{t.value.opening}</p>
    </div>
  ),
  failed: () => (
    <div class="reader-state" role="alert">
      <p>{common.value.unexpected}</p>
    </div>
  ),
};

const readers: Record<ReaderKind, Part> = {
  pdf: lazy(() => import('./pdf-reader.tsx').then((part) => part.PdfReader), states),
  letter: lazy(() => import('./letter-reader.tsx').then((part) => part.LetterReader), states),
  table: lazy(() => import('./table-reader.tsx').then((part) => part.TableReader), states),
  text: lazy(() => import('./text-reader.tsx').then((part) => part.TextReader), states),
  archive: lazy(() => import('./archive-reader.tsx').then((part) => part.ArchiveReader), states),
};

/** The document that is open, over everything else. */
export function Reader() {
  const file = reading.value;
  const kind = file && readerOf(file);
  return file && kind ? <Open key={file.id} file={file} kind={kind} /> : null;
}

const mark = 'reading';
const isOurs = (state: unknown) => typeof state === 'object' && state !== null && mark in state;

/** The browser's own way back closes it, as people of telephones expect. */
function useWayBack(onBack: () => void) {
  useEffect(() => {
    if (!isOurs(history.state)) history.pushState({ [mark]: true }, '');
    addEventListener('popstate', onBack);
    return () => {
      removeEventListener('popstate', onBack);
      if (isOurs(history.state)) history.back();
    };
  }, []);
}

function Open({ file, kind }: { file: File; kind: ReaderKind }) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = () => {
    reading.value = null;
  };
  useWayBack(close);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const Part = readers[kind];
  return (
    <dialog
      ref={ref}
      class="reader"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onMouseDown={(event) => event.target === ref.current && close()}
    >
      <div class="reader-body">
        <header class="reader-head">
          <Face file={file} />
          <div class="reader-title">
            <h2 id={titleId} dir="auto" title={file.name}>
              {file.name}
            </h2>
            <p>
              {labelOf(file)} · {byteSize(file.size)}
            </p>
          </div>
          <a
            class="icon-button"
            {...downloadOf(file)}
            aria-label={attachments.value.downloadNamed(file.name)}
            data-tip={common.value.download}
          >
            <Icon name="download" />
          </a>
          <IconButton
            icon="cross"
            size={22}
            autoFocus
            label={common.value.close}
            onClick={close}
            tip={false}
          />
        </header>
        <Part file={file} />
      </div>
    </dialog>
  );
}
