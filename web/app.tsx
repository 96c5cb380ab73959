import type { ComponentType } from 'preact';
import { route } from './client/route.ts';
import { common } from './i18n/common.ts';
import { lazy } from './ui/lazy.tsx';

const admin = import.meta.glob<{ AdminPage: ComponentType }>('./features/admin/admin.tsx');

const AdminPage = lazy(
  async () => {
    const load = admin['./features/admin/admin.tsx'];
    if (!load) throw new Error('the admin page is not built in');
    return (await load()).AdminPage;
  },
  { waiting: () => null, failed: () => <p>{common.value.unexpected}</p> },
);

export function App() {
  return route.value.at === 'admin' ? <AdminPage /> : <main>bungaacord</main>;
}
