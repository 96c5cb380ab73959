import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { connection, socket } from '../../client/live.ts';
import { forgetShell } from '../../client/shell.ts';
import { Button } from '../../ui/button.tsx';
import './connection.css';
import { t } from './words.ts';

/** A blink of the network isn't worth a word. */
const patienceMs = 1200;

/** Says that the connection is lost, when the next try is, and lets one try now. */
export function ConnectionBanner() {
  const state = connection.value;
  const lost = state.is === 'waiting' || (state.is === 'connecting' && state.attempt > 0);
  const worthSaying = useSignal(false);
  const now = useSignal(Date.now());
  useEffect(() => {
    worthSaying.value = false;
    if (!lost) return;
    const timer = setTimeout(() => {
      worthSaying.value = true;
    }, patienceMs);
    const ticker = setInterval(() => {
      now.value = Date.now();
    }, 500);
    return () => {
      clearTimeout(timer);
      clearInterval(ticker);
    };
  }, [lost]);

  if (state.is === 'stopped' && state.why === 'outdated') {
    return (
      <div class="banner" role="alert">
        <span>{t.value.outdated}</span>
        <Button size="s" onClick={() => void forgetShell().then(() => location.reload())}>
          {t.value.reload}
        </Button>
      </div>
    );
  }
  if (!lost || !worthSaying.value) return null;
  const seconds = state.is === 'waiting' ? Math.max(0, Math.ceil((state.untilMs - now.value) / 1000)) : 0;
  return (
    <section class="banner" aria-label={t.value.lost}>
      <span role="status">{t.value.lost}</span>
      <span class="banner-detail">{seconds > 0 ? t.value.inSeconds(seconds) : t.value.connecting}</span>
      <Button size="s" onClick={socket.retryNow} disabled={seconds === 0}>
        {t.value.tryNow}
      </Button>
    </section>
  );
}
