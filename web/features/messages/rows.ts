import { groupWithinMs } from '../../../protocol/limits.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { Outgoing } from '../../client/outbox.ts';

/** One line of the timeline. `first` shows who and when; `last` ends a group; `afterFiles`: the one before has some. */
export type Row =
  | { is: 'day'; key: string; time: Date }
  | { is: 'new'; key: string }
  | {
      is: 'message';
      key: string;
      message: Message;
      first: boolean;
      last: boolean;
      mine: boolean;
      afterFiles: boolean;
    }
  | { is: 'outgoing'; key: string; outgoing: Outgoing; first: boolean; last: boolean; afterFiles: boolean };

/** The time of each message, read once: rows are made anew with every message that comes. */
const times = new WeakMap<object, Date>();

function timeOf(one: Message | Outgoing): Date {
  const known = times.get(one);
  if (known) return known;
  const time = new Date(one.createdAt);
  times.set(one, time);
  return time;
}

type MessageRow = Extract<Row, { is: 'message' }>;
const lastRows = new WeakMap<Message, MessageRow>();

/** The same object where nothing of it is different, so that its line isn't drawn anew. */
function kept<R extends Row>(row: R): R {
  if (row.is !== 'message') return row;
  const last = lastRows.get(row.message) as (R & MessageRow) | undefined;
  const isAlike =
    last?.first === row.first &&
    last.last === row.last &&
    last.mine === row.mine &&
    last.afterFiles === row.afterFiles;
  if (isAlike) return last;
  lastRows.set(row.message, row);
  return row;
}

type Entry = { author: string; time: Date; day: string; row: Extract<Row, { is: 'message' | 'outgoing' }> };

const dayOf = (time: Date) => `${time.getFullYear()}-${time.getMonth()}-${time.getDate()}`;

function entriesOf(messages: readonly Message[], outgoing: readonly Outgoing[], meId: string): Entry[] {
  const sent = messages.map((message): Entry => {
    const time = timeOf(message);
    const key = message.clientId ?? message.id;
    const mine = message.author.id === meId;
    const row = { is: 'message', key, message, mine, first: true, last: true, afterFiles: false } as const;
    return { author: message.author.id, time, day: dayOf(time), row };
  });
  const arrived = new Set(messages.map(({ clientId }) => clientId));
  const pending = outgoing
    .filter(({ clientId }) => !arrived.has(clientId))
    .map((one): Entry => {
      const time = timeOf(one);
      const row = {
        is: 'outgoing',
        key: one.clientId,
        outgoing: one,
        first: true,
        last: true,
        afterFiles: false,
      } as const;
      return { author: meId, time, day: dayOf(time), row };
    });
  return [...sent, ...pending];
}

const hasFiles = (row: Entry['row']) =>
  (row.is === 'message' ? row.message.attachments : row.outgoing.files).length > 0;

const together = (a: Entry, b: Entry) =>
  a.author === b.author && a.day === b.day && b.time.getTime() - a.time.getTime() < groupWithinMs;

/**
 * The lines to draw: day separators, the "new" line before the first of others' messages after `newAfter`, and messages
 * grouped by author within five minutes. What is on its way stands at the end.
 */
export function rowsOf(of: {
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  meId: string;
  newAfter: number | null;
}): Row[] {
  const entries = entriesOf(of.messages, of.outgoing, of.meId);
  const rows: Row[] = [];
  let marked = of.newAfter === null;
  entries.forEach((entry, i) => {
    const before = entries[i - 1];
    const after = entries[i + 1];
    const { row } = entry;
    const isNew = !marked && row.is === 'message' && !row.mine && row.message.seq > (of.newAfter ?? 0);
    if (before?.day !== entry.day) rows.push({ is: 'day', key: `day ${entry.day}`, time: entry.time });
    if (isNew) {
      rows.push({ is: 'new', key: 'new' });
      marked = true;
    }
    const first = isNew || !before || !together(before, entry);
    const afterFiles = before !== undefined && hasFiles(before.row);
    rows.push(kept({ ...row, first, last: !after || !together(entry, after), afterFiles }));
  });
  return rows;
}
