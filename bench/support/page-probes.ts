/** What runs in the page that is measured. Each must stand alone: it is sent there as text. */

export interface Vitals {
  /** Milliseconds since the navigation began, when messages and the field were there. */
  usableMs: number;
  lcpMs: number;
  cls: number;
  /** The longest interaction by its event timing; 0 where none was long enough to be told of (16 ms). */
  inpMs: number;
  longTasks: number[];
}

export interface Arrival {
  startedMs: number;
  committedMs: number;
}

declare global {
  var probe: { vitals: Vitals; frames: Record<string, Arrival>; own: Record<string, Arrival> };
}

/** Before anything of the page runs: watches what the definitions of web-vitals watch, and every frame that comes. */
export function install(): void {
  const vitals: Vitals = { usableMs: 0, lcpMs: 0, cls: 0, inpMs: 0, longTasks: [] };
  globalThis.probe = { vitals, frames: {}, own: {} };
  const { probe } = globalThis;
  const observe = (type: string, act: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({
      type,
      buffered: true,
      ...more,
    });
  observe('largest-contentful-paint', (entry) => {
    vitals.lcpMs = entry.startTime;
  });
  // The largest burst: shifts at most a second apart, within five seconds.
  let burst = { value: 0, from: 0, last: 0 };
  observe('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (hadRecentInput) return;
    const at = entry.startTime;
    const goesOn = at - burst.last < 1000 && at - burst.from < 5000;
    burst = goesOn ? { ...burst, value: burst.value + value, last: at } : { value, from: at, last: at };
    vitals.cls = Math.max(vitals.cls, burst.value);
  });
  observe(
    'event',
    (entry) => {
      const { interactionId } = entry as PerformanceEntry & { interactionId?: number };
      if (interactionId) vitals.inpMs = Math.max(vitals.inpMs, entry.duration);
    },
    { durationThreshold: 16 },
  );
  observe('longtask', (entry) => vitals.longTasks.push(entry.duration));

  const marks = (text: string) => text.match(/~\d+~/g) ?? [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string' || !data.includes('message.posted')) return;
        const now = performance.now();
        for (const mark of marks(data)) probe.frames[mark] ??= { startedMs: now, committedMs: 0 };
      });
    }
  };
  addEventListener(
    'keydown',
    ({ key, target, timeStamp }) => {
      if (key !== 'Enter' || !(target instanceof HTMLTextAreaElement)) return;
      for (const mark of marks(target.value)) probe.own[mark] = { startedMs: timeStamp, committedMs: 0 };
    },
    { capture: true },
  );
  new MutationObserver((changes) => {
    const now = performance.now();
    if (vitals.usableMs === 0 && document.querySelector('textarea') && document.querySelector('article')) {
      vitals.usableMs = now;
      // oxlint-disable-next-line no-console -- to be asked would cost the page more than much of what it does
      console.debug('usable');
    }
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement) || !node.matches('article')) continue;
        for (const mark of marks(node.textContent ?? '')) {
          const known = probe.own[mark] ?? probe.frames[mark];
          if (known?.committedMs === 0) known.committedMs = now;
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Goes to a room of the list; answers how long it took until messages of it were there. */
export async function switchTo(name: string): Promise<number> {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.room-list a')];
  const link = links.find(({ textContent }) => textContent?.includes(name));
  if (!link) throw new Error(`no room ${name}`);
  const isThere = () =>
    document.querySelector('.chat h1')?.textContent === name &&
    document.querySelector('.timeline article[data-seq]')?.textContent?.includes(`in ${name}`);
  const startedAt = performance.now();
  const there = new Promise<number>((done, fail) => {
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      done(performance.now() - startedAt);
    });
    setTimeout(
      () => fail(new Error(`${name}: ${document.querySelector('.chat')?.textContent?.slice(0, 300)}`)),
      10_000,
    );
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  });
  if (isThere()) return 0;
  link.click();
  return there;
}

/** Pastes a photo; answers when its card was there, and all that the main thread was held by tasks over 50 ms until it was sent. */
export async function paste(base64: string): Promise<{ cardMs: number; longTasks: number[] }> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'photo.jpg', { type: 'image/jpeg' }));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { longTasks } = globalThis.probe.vitals;
  const before = longTasks.length;
  const startedAt = performance.now();
  const card = new Promise<number>((done) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('.tray .upload')) return;
      observer.disconnect();
      done(performance.now() - startedAt);
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.querySelector('textarea')?.dispatchEvent(event);
  const cardMs = await card;
  while (document.querySelector('.tray .upload')) await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { cardMs, longTasks: longTasks.slice(before) };
}
