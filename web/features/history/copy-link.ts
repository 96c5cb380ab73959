import { messagePath } from '../../client/route.ts';
import { complain, toast } from '../../ui/toast.tsx';
import type { MessageAction } from '../messages/slots.ts';
import { t } from './words.ts';

export const copyLinkAction: MessageAction = {
  id: 'copy-link',
  icon: 'link',
  label: () => t.value.copyLink,
  run: ({ room, seq }) =>
    void navigator.clipboard.writeText(`${location.origin}${messagePath(room, seq)}`).then(
      () => toast(t.value.linkCopied),
      () => complain(t.value.copyFailed),
    ),
};
