import { useEffect, useState } from 'preact/hooks';
import type { Message, MessageEdits } from '../../../protocol/messages.ts';
import { call, sentence } from '../../client/api.ts';
import { common } from '../../i18n/common.ts';
import { shortTime } from '../../i18n/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import './history-dialog.css';
import { t } from './words.ts';

/** What a message says and what it said before, the newest first. */
export function HistoryDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const [edits, setEdits] = useState<MessageEdits['edits'] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    call<MessageEdits>('GET', `/api/messages/${message.id}/edits`).then(
      (answer) => setEdits(answer.edits),
      (error: unknown) => setFailed(sentence(error)),
    );
  }, [message.version]);
  const now = { text: message.text, at: message.editedAt ?? message.createdAt };
  return (
    <Dialog title={t.value.history} reading onClose={onClose}>
      {failed && (
        <p role="alert">
          {t.value.failed} {failed}
        </p>
      )}
      {!edits && !failed && <p>{common.value.loading}</p>}
      <ol class="edits">
        {edits &&
          [now, ...edits].map((edit, n) => (
            <li key={edit.at} class="edit">
              <time dateTime={edit.at}>{n === 0 ? t.value.now : shortTime(new Date(edit.at))}</time>
              <p dir="auto">{edit.text === '' ? '—' : edit.text}</p>
            </li>
          ))}
      </ol>
    </Dialog>
  );
}
