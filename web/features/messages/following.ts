import { point } from './active.ts';
import type { MenuAt } from './tools.tsx';

const idOf = (target: EventTarget | null): string | null =>
  target instanceof Element
    ? (target.closest<HTMLElement>('[data-message]')?.dataset['message'] ?? null)
    : null;

const articles = (list: HTMLElement): HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>('article[data-message]'),
];

/** The message that has the focus, or whose button or link has it. Sliders, players and fields use the arrows themselves. */
function messageAt(target: EventTarget | null): HTMLElement | null {
  const isPlain = target instanceof HTMLElement && target.matches('article, a, button:not([role])');
  return isPlain ? target.closest<HTMLElement>('article[data-message]') : null;
}

/** Longer than a browser glides by a page. */
const glidesMs = 600;

/** Up and Down go from message to message, once the focus is in one of them or on the list itself. */
function step(list: HTMLElement, event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = messageAt(event.target);
  if (!from && event.target !== list) return;
  const all = articles(list);
  const end = list.getBoundingClientRect().bottom;
  // From the list itself it goes to what is on the screen: far more may be held, above and below.
  const below = all.findIndex((article) => article.getBoundingClientRect().top >= end);
  const at = from ? all.indexOf(from) : below === -1 ? all.length : below;
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  const article = next === undefined ? undefined : all[next];
  if (article === undefined) return;
  event.preventDefault();
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: 'nearest' });
  keepInSight(list, article);
}

/** A page up or down glides on for a while, and would carry what has the focus off the screen again. */
function keepInSight(list: HTMLElement, article: HTMLElement): void {
  const over = new AbortController();
  const { signal } = over;
  const show = () => document.activeElement === article && article.scrollIntoView({ block: 'nearest' });
  list.addEventListener('scrollend', show, { signal });
  for (const name of ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const) {
    list.addEventListener(name, () => over.abort(), { signal, passive: true });
  }
  setTimeout(() => over.abort(), glidesMs);
}

/** Follows pointer and focus over a list of messages. Answers how to stop. */
export function followMessages(
  list: HTMLElement,
  onMenu: (message: string, from: MenuAt) => void,
): () => void {
  const end = new AbortController();
  const on = <E extends keyof HTMLElementEventMap>(name: E, act: (event: HTMLElementEventMap[E]) => void) =>
    list.addEventListener(name, act, { signal: end.signal });
  on('pointerover', (event) => event.pointerType === 'mouse' && point(idOf(event.target)));
  on('pointerleave', () => point(null));
  on('focusin', (event) => point(idOf(event.target)));
  on('focusout', (event) => idOf(event.relatedTarget) === null && point(null));
  on('keydown', (event) => {
    step(list, event);
    const isArticle = event.target instanceof HTMLElement && event.target.matches('article[data-message]');
    if (event.key === 'Enter' && isArticle) {
      event.preventDefault();
      onMenu(idOf(event.target) ?? '', { element: event.target as HTMLElement });
    }
  });
  on('contextmenu', (event) => {
    const message = idOf(event.target);
    // Links, pictures and chosen text keep the browser's own menu: there one copies and saves.
    const own = (event.target as Element).closest('a, img, video, input, textarea, .own-menu');
    if (message === null || own || (event.shiftKey && event.button === 2) || chosenText()) return;
    event.preventDefault();
    onMenu(message, menuAt(event));
  });
  watchLongPress(list, end.signal, onMenu);
  return () => end.abort();
}

/** The menu key has no place of its own. */
function menuAt(event: PointerEvent | MouseEvent): MenuAt {
  const article = (event.target as Element).closest<HTMLElement>('article');
  const byKey = event.clientX === 0 && event.clientY === 0;
  if (byKey && article) return { element: article };
  const pressed = 'pointerType' in event && event.pointerType === 'touch';
  return { x: event.clientX, y: event.clientY, pressed };
}

const chosenText = () => (getSelection()?.toString() ?? '') !== '';

const longPressMs = 450;
const stillPx = 10;

/** Safari on phones tells no `contextmenu`. */
function watchLongPress(
  list: HTMLElement,
  signal: AbortSignal,
  onMenu: (message: string, at: MenuAt) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const stop = () => clearTimeout(timer);
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  const letClick = () => list.removeEventListener('click', swallow, { capture: true });
  list.addEventListener(
    'pointerdown',
    (event) => {
      stop();
      const message = idOf(event.target);
      if (event.pointerType === 'mouse' || message === null) return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        navigator.vibrate?.(8);
        // Lifting the finger must not press what lies under it.
        list.addEventListener('click', swallow, { capture: true, once: true });
        addEventListener('pointerup', () => setTimeout(letClick, 50), { once: true });
        onMenu(message, { ...from, pressed: true });
      }, longPressMs);
    },
    { signal },
  );
  list.addEventListener(
    'pointermove',
    ({ clientX: x, clientY: y }) => Math.hypot(x - from.x, y - from.y) > stillPx && stop(),
    { signal },
  );
  for (const name of ['pointerup', 'pointercancel'] as const) list.addEventListener(name, stop, { signal });
}
