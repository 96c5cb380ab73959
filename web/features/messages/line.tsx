import type { File } from '../../../protocol/attachments.ts';
import * as store from '../../client/store.ts';
import { memo } from '../../ui/memo.ts';
import { DayLine } from '../history/day-line.tsx';
import { MessageRow, OutgoingRow } from './message.tsx';
import type { Gap } from './part.ts';
import type { Row } from './rows.ts';
import { heighten } from './use-part.ts';
import { t } from './words.ts';

/** Whatever stands in the timeline, or in the place of what isn't drawn. */
export const Line = memo(function Line(props: {
  room: string;
  row: Row | Gap;
  glows: boolean;
  onOpen: (file: File) => void;
}) {
  const { row, onOpen } = props;
  switch (row.is) {
    case 'gap':
      return <div data-gap={row.key} ref={(gap) => void (gap && heighten(gap, row.heightPx))} />;
    case 'day':
      return <DayLine rowKey={row.key} room={props.room} time={row.time} />;
    case 'new':
      return (
        <div class="new-line" data-key={row.key}>
          <span>{t.value.newLine}</span>
        </div>
      );
    case 'message': {
      const { message, first, last, mine, afterFiles } = row;
      const author = store.people.value.get(message.author.id) ?? message.author;
      return (
        <MessageRow
          rowKey={row.key}
          message={message}
          author={author}
          first={first}
          last={last}
          mine={mine}
          afterFiles={afterFiles}
          glows={props.glows}
          onOpen={onOpen}
        />
      );
    }
    case 'outgoing': {
      const me = store.me.value;
      const { outgoing, first, last, afterFiles } = row;
      return me && <OutgoingRow {...{ outgoing, first, last, afterFiles, me }} />;
    }
    default:
      return row satisfies never;
  }
});
