import { complain, toast } from '../../ui/toast.tsx';
import type { MessageAction } from './slots.ts';
import { t } from './words.ts';

export const copyTextAction: MessageAction = {
  id: 'copy-text',
  icon: 'copy',
  label: () => t.value.copyText,
  when: ({ text }) => text !== '',
  run: ({ text }) =>
    void navigator.clipboard.writeText(text).then(
      () => toast(t.value.copied),
      () => complain(t.value.copyFailed),
    ),
};
