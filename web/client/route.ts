import { batch, computed, signal } from '@preact/signals';

/** Where the page is: `/`, `/r/<room id>`, `/r/<room id>/<seq of a message>`, `/admin`. */
export type Route = { at: 'home' } | { at: 'room'; room: string; seq?: number } | { at: 'admin' };

export function parseRoute(pathname: string): Route {
  if (pathname === '/admin' || pathname.startsWith('/admin/')) return { at: 'admin' };
  const [, room, seq] = /^\/r\/([^/]+)(?:\/(\d{1,15}))?\/?$/.exec(pathname) ?? [];
  if (room === undefined) return { at: 'home' };
  try {
    const named = { at: 'room' as const, room: decodeURIComponent(room) };
    return seq === undefined ? named : { ...named, seq: Number(seq) };
  } catch {
    return { at: 'home' };
  }
}

const pathname = signal(typeof location === 'undefined' ? '/' : location.pathname);

export const route = computed(() => parseRoute(pathname.value));

/** Grows with every visit of an address, the same one again too: a link to a message is followed each time. */
export const visits = signal(0);

/** Goes to an address of ours without loading the page anew. */
export function navigate(to: string, how: 'push' | 'replace' = 'push') {
  if (to !== location.pathname) {
    if (how === 'push') history.pushState(null, '', to);
    else history.replaceState(null, '', to);
  }
  batch(() => {
    pathname.value = location.pathname;
    visits.value = visits.peek() + 1;
  });
}

export const roomPath = (room: string) => `/r/${room}`;
export const messagePath = (room: string, seq: number) => `/r/${room}/${seq}`;

export function startRouter() {
  addEventListener('popstate', () => navigate(location.pathname));
  // Plain clicks on links to our own pages stay in this page.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0;
    if (!link || !plain || event.defaultPrevented || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || !/^\/(r\/|admin|$)/.test(link.pathname)) return;
    // What is written in messages opens in a window of its own, but for other messages.
    if (link.target && parseRoute(link.pathname).at !== 'room') return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
