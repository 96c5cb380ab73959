import type { File } from '../../../protocol/attachments.ts';
import { common } from '../../i18n/common.ts';
import { percent } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { downloadOf } from '../attachments/download.ts';
import { t } from './reader-words.ts';
import type { Work } from './use-file.ts';

/** In place of a document that isn't there yet, or that can't be shown. */
export function Waiting({ file, state }: { file: File; state: Work<unknown> }) {
  if (state.is !== 'failed') {
    const share = state.is === 'working' ? state.share : null;
    return (
      <div class="reader-state" role="status">
        <span class="spinner" />
        <p>{share === null || share >= 1 ? t.value.opening : t.value.loading(percent(share))}</p>
      </div>
    );
  }
  return (
    <div class="reader-state" role="alert">
      <Icon name="alert" size={32} />
      <p>{state.message}</p>
      <div class="reader-acts">
        {state.again && (
          <Button icon="retry" onClick={state.again}>
            {common.value.retry}
          </Button>
        )}
        <a class="button quiet m" {...downloadOf(file)}>
          <Icon name="download" size={18} />
          <span class="button-text">{common.value.download}</span>
        </a>
      </div>
    </div>
  );
}
