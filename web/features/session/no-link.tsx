import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { language, setLanguage } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Mark } from '../../ui/mark.tsx';
import './session.css';
import { t } from './no-link-words.ts';

/** What someone without a valid link sees. It gives nothing away: not whether a link was ever good, nor whose chat it is. */
export function NoLink({ signedOut = false }: { signedOut?: boolean }) {
  useEffect(
    () =>
      effect(() => {
        document.documentElement.lang = language.value;
      }),
    [],
  );
  return (
    <main class="gate">
      <div class="gate-card">
        <Mark size={56} />
        <h1>{signedOut ? t.value.signedOutTitle : t.value.noLinkTitle}</h1>
        <p>{signedOut ? t.value.signedOutText : t.value.noLinkText}</p>
        {!signedOut && <p class="gate-note">{t.value.noLinkOld}</p>}
        <Button
          look="plain"
          size="s"
          lang={language.value === 'ru' ? 'en' : 'ru'}
          onClick={() => setLanguage(language.value === 'ru' ? 'en' : 'ru')}
        >
          {t.value.otherLanguage}
        </Button>
      </div>
    </main>
  );
}
