/**
 * Keeps the page's own code in the browser, so that it opens without waiting for the network. Kept is what is public and
 * the same for everyone: never an answer of the API, never what an address with a secret brings. A page from here that
 * finds the server to have another version takes everything anew (`client/shell.ts`).
 */
interface Kept extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Installing extends Kept {
  addRoutes?: (rules: object) => Promise<void>;
}
interface Asking extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install', act: (event: Installing) => void): void;
  addEventListener(name: 'activate', act: (event: Kept) => void): void;
  addEventListener(name: 'fetch', act: (event: Asking) => void): void;
}
const worker = self as unknown as Worker;

/** The server puts this before the rest: what the page of this version begins with. */
declare const shell: { version: string; files: string[] };

const prefix = 'shell ';
const current = prefix + shell.version;
/** Those that the server answers with the page. A query may hold a secret: such an address always goes to the server. */
const pages = /^\/(?:$|r\/|admin(?:\/|$))/;

async function keep(): Promise<void> {
  const cache = await caches.open(current);
  await cache.addAll(['/', ...shell.files]);
}

async function letGoOfOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((one) => one.startsWith(prefix) && one !== current).map((one) => caches.delete(one)),
  );
}

worker.addEventListener('install', (event) => {
  // All else doesn't even wake this up, where a browser can be told so.
  const others = { condition: { not: { requestMode: 'navigate' } }, source: 'network' };
  event.waitUntil(Promise.all([keep(), event.addRoutes?.([others])]).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(letGoOfOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  const isPage = request.mode === 'navigate' && search === '' && pages.test(pathname);
  if (!isPage && !shell.files.includes(pathname)) return;
  const of = { cacheName: current, ignoreVary: true };
  event.respondWith(caches.match(isPage ? '/' : pathname, of).then((kept) => kept ?? fetch(request)));
});
