import type { Keep, Room } from '../../../protocol/rooms.ts';
import { loadBefore, openWindow } from '../../client/history.ts';
import { common } from '../../i18n/common.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { t } from './words.ts';

/** What a room keeps, as a sentence; null when it keeps everything. */
export function keepSentence(keep: Keep): string | null {
  if (keep.last !== undefined) return t.value.keepsLast(keep.last);
  if (keep.days !== undefined) return t.value.keepsDays(keep.days);
  return null;
}

/** The top of a room: its name, what it keeps, and what was lost unseen. */
export function Beginning({ room, empty, missed }: { room: Room; empty: boolean; missed: number }) {
  const keeps = keepSentence(room.keep);
  return (
    <div class={`beginning ${empty ? 'empty' : ''}`} data-key="beginning">
      {empty ? (
        <>
          <span class="beginning-mark">
            <Icon name="hash" size={30} />
          </span>
          <h2 dir="auto">{t.value.beginning(room.name)}</h2>
          <p>{t.value.beginningText}</p>
          {keeps && <p class="beginning-keeps">{keeps}</p>}
        </>
      ) : (
        <p class="beginning-keeps">{keeps ?? t.value.beginningOlder}</p>
      )}
      {missed > 0 && (
        <p class="missed" role="note">
          <Icon name="history" size={18} />
          <span>{t.value.missed(missed)}</span>
        </p>
      )}
    </div>
  );
}

/** The place of one message that is still loading. Sizes by its number, so that it doesn't flicker. */
function Ghost({ n }: { n: number }) {
  const mine = n % 4 === 2;
  return (
    <div class={`ghost ${mine ? 'mine' : ''}`}>
      {!mine && <span class="skeleton ghost-face" aria-hidden="true" />}
      <div class="ghost-lines">
        <Skeleton width={[22, 30, 0, 26][n % 4] ?? 20} height={mine ? 0 : 10} />
        <Skeleton width={[72, 48, 52, 60][n % 4] ?? 50} height={34} />
      </div>
    </div>
  );
}

const ghosts = (count: number) => Array.from({ length: count }, (_, n) => <Ghost key={n} n={n} />);

export function HistoryAbove({ room, failed }: { room: string; failed: string | null }) {
  return (
    <div class="history-above">
      {failed === null ? ghosts(4) : <Failed text={t.value.historyFailed} onRetry={() => loadBefore(room)} />}
    </div>
  );
}

export function WindowSkeleton({ room, failed }: { room: string; failed: string | null }) {
  if (failed !== null)
    return <Failed text={`${t.value.windowFailed} ${failed}`} onRetry={() => openWindow(room)} />;
  return (
    <div class="window-skeleton">
      <span class="visually-hidden">{common.value.loading}</span>
      {ghosts(7)}
    </div>
  );
}

function Failed({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <div class="history-failed" role="alert">
      <p>{text}</p>
      <Button size="s" icon="retry" onClick={onRetry}>
        {common.value.retry}
      </Button>
    </div>
  );
}

export function PresentPill({ unread, onClick }: { unread: number; onClick: () => void }) {
  return (
    <button type="button" class={`present-pill ${unread > 0 ? 'fresh' : ''}`} onClick={onClick}>
      <span>{unread > 0 ? t.value.newBelow(unread) : t.value.toPresent}</span>
      <Icon name="arrow-down" size={16} />
    </button>
  );
}

/** Back to where one jumped from. */
export function BackPill({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="back-pill" aria-keyshortcuts="Backspace" onClick={onClick}>
      <Icon name="reply" size={16} />
      <span>{t.value.backToReply}</span>
    </button>
  );
}
