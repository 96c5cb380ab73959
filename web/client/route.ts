import { computed, signal } from '@preact/signals';

/** Where the page is: `/`, `/r/<room id>`, `/admin`. */
export type Route = { at: 'home' } | { at: 'room'; room: string } | { at: 'admin' };

export function parseRoute(pathname: string): Route {
  if (pathname === '/admin' || pathname.startsWith('/admin/')) return { at: 'admin' };
  const room = /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1];
  if (room === undefined) return { at: 'home' };
  try {
    return { at: 'room', room: decodeURIComponent(room) };
  } catch {
    return { at: 'home' };
  }
}

const pathname = signal(typeof location === 'undefined' ? '/' : location.pathname);

export const route = computed(() => parseRoute(pathname.value));

/** Goes to an address of ours without loading the page anew. */
export function navigate(to: string, how: 'push' | 'replace' = 'push') {
  if (to === location.pathname) return;
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  pathname.value = location.pathname;
}

export const roomPath = (room: string) => `/r/${room}`;

export function startRouter() {
  addEventListener('popstate', () => {
    pathname.value = location.pathname;
  });
  // Plain clicks on links to our own pages stay in this page.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || !/^\/(r\/|admin|$)/.test(link.pathname)) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
