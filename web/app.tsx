import { useEffect } from 'preact/hooks';
import { route } from './client/route.ts';
import { loadNoLink } from './features/session/door.ts';
import './features/session/session.css';
import { session, start } from './features/session/session.ts';
import { t } from './features/session/words.ts';
import { common } from './i18n/common.ts';
import { Shell } from './shell.tsx';
import { Button } from './ui/button.tsx';
import { lazy } from './ui/lazy.tsx';
import { Mark } from './ui/mark.tsx';
import { Toasts } from './ui/toast.tsx';

const AdminPage = lazy(() => import('./features/admin/admin.tsx').then((part) => part.AdminPage), {
  waiting: () => null,
  failed: () => <StartFailed message={common.value.unexpected} />,
});

const NoLink = lazy(loadNoLink, {
  waiting: () => null,
  failed: () => <StartFailed message={common.value.unexpected} />,
});

export function App() {
  return (
    <>
      <Page />
      <Toasts />
    </>
  );
}

function Page() {
  const state = session.value;
  switch (state.is) {
    case 'starting':
      return <Starting />;
    case 'out':
      return <NoLink signedOut={state.why === 'signed-out'} />;
    case 'failed':
      return <StartFailed message={state.message} />;
    case 'in':
      return route.value.at === 'admin' ? <AdminPage /> : <Shell />;
    default:
      return state satisfies never;
  }
}

function Starting() {
  return (
    <main class="gate" aria-busy="true">
      <span class="gate-waiting">
        <Mark size={56} />
        <span class="visually-hidden">{t.value.signingIn}</span>
      </span>
    </main>
  );
}

/** The server can't be reached, or the network is away: tries again by itself when that is over. */
function StartFailed({ message }: { message: string }) {
  useEffect(() => {
    addEventListener('online', start);
    return () => removeEventListener('online', start);
  }, []);
  return (
    <main class="gate">
      <div class="gate-card" role="alert">
        <Mark size={56} />
        <h1>{t.value.startFailed}</h1>
        <p>{message}</p>
        <Button look="primary" icon="retry" onClick={start}>
          {common.value.retry}
        </Button>
      </div>
    </main>
  );
}
