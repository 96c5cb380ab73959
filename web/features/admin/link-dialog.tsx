import { useRef, useState } from 'preact/hooks';
import type { PersonLink } from '../../../protocol/accounts.ts';
import { common } from '../../i18n/common.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Qr } from './qr.tsx';
import { t } from './words.ts';

/** A person's link, the only time that anybody sees it. Until it is copied, only the button closes the dialog. */
export function LinkDialog(props: { of: PersonLink; own: boolean; onClose: () => void }) {
  const { link, person } = props.of;
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied('yes');
    } catch {
      field.current?.select();
      setCopied('failed');
    }
  };
  const share = () => void navigator.share({ url: link }).catch(() => undefined);
  const canShare = typeof navigator.share === 'function' && matchMedia('(pointer: coarse)').matches;
  return (
    <Dialog
      title={props.own ? t.value.ownLinkTitle : t.value.linkTitle(person.name)}
      {...(copied === 'yes' ? { onClose: props.onClose } : {})}
      foot={
        <>
          {canShare && <Button onClick={share}>{t.value.share}</Button>}
          <Button look={copied === 'yes' ? 'primary' : 'quiet'} onClick={props.onClose}>
            {t.value.done}
          </Button>
        </>
      }
    >
      <div class="link-once">
        <p class="notice">
          <Icon name="key" size={20} />
          <span>{t.value.linkOnce}</span>
        </p>
        <div class="link-copy">
          <input
            ref={field}
            class="link-text"
            readOnly
            dir="ltr"
            value={link}
            aria-label={t.value.link}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button
            look={copied === 'yes' ? 'quiet' : 'primary'}
            icon={copied === 'yes' ? 'check' : 'copy'}
            autoFocus
            onClick={copy}
          >
            {copied === 'yes' ? common.value.copied : t.value.copyLink}
          </Button>
        </div>
        <p class={copied === 'failed' ? 'field-note bad' : 'visually-hidden'} role="status">
          {copied === 'failed' ? t.value.copyFailed : copied === 'yes' ? common.value.copied : ''}
        </p>
        <Qr text={link} label={t.value.qr} />
        <p class="field-note">{props.own ? t.value.ownLinkSecret : t.value.linkSecret(person.name)}</p>
      </div>
    </Dialog>
  );
}
