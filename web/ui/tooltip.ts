import { exactTime } from '../i18n/format.ts';
import { place } from './place.ts';
import './tooltip.css';

const waitMs = 450;

/** One layer for the whole page: shows the `data-tip` of what is pointed at or focused by the keyboard. */
export function startTooltips() {
  const layer = document.createElement('div');
  layer.className = 'tooltip';
  layer.popover = 'manual';
  // What it says, a label already says to a screen reader.
  layer.setAttribute('aria-hidden', 'true');
  document.body.append(layer);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hide = () => {
    clearTimeout(timer);
    if (layer.matches(':popover-open')) layer.hidePopover();
  };
  const show = (target: Element) => {
    // A time is put into words only now: there may be many of them on the page, and few are asked for.
    const time = target.getAttribute('data-tip-time');
    const text = time === null ? target.getAttribute('data-tip') : exactTime(new Date(time));
    if (!text || !target.isConnected) return;
    layer.textContent = text;
    // A popover that is shown anew lies over a dialog that has been opened since.
    hide();
    layer.showPopover();
    place(layer, target, 'center');
  };
  const consider = (event: Event, delayMs: number) => {
    const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    hide();
    if (target) timer = setTimeout(() => show(target), delayMs);
  };
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'mouse') consider(event, waitMs);
  });
  document.addEventListener('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) consider(event, 150);
  });
  document.addEventListener('focusout', hide);
  document.addEventListener('pointerdown', hide);
  document.addEventListener('scroll', hide, true);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
}
