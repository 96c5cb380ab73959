import { api, sentence } from '../../client/api.ts';
import * as store from '../../client/store.ts';
import { complain } from '../../ui/toast.tsx';
import type { MessageAction } from '../messages/slots.ts';
import { t } from './words.ts';

/** The room is unread from this message on, on all devices, until it is read again. */
export const markUnreadAction: MessageAction = {
  id: 'mark-unread',
  icon: 'unread',
  label: () => t.value.markUnread,
  when: ({ author }, me) => author.id !== me,
  run: ({ room, seq }) =>
    void api.markUnread(room, seq).then(store.takeMark, (error: unknown) => complain(sentence(error))),
};
