import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { common } from '../../i18n/common.ts';
import { language } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { place } from '../../ui/place.ts';
import { whenClosed } from '../../ui/popover.ts';
import { type Emoji, type Group, knownEmoji, loadEmoji } from './data.ts';
import { type Picking, picking } from './door.ts';
import './emoji.css';
import { findEmoji, toneCount, withTone } from './find.ts';
import { recentEmoji, useEmoji } from './recent.ts';
import { chooseTone, tone } from './tone.ts';
import { t } from './words.ts';

const columns = 8;
const recentShown = columns * 2;

/** The layer with all emoji: search in both languages, recent ones, skin tones; the arrows move in its grid. */
export function EmojiPicker() {
  const wish = picking.value;
  return wish && <Open key={String(wish.onPick)} wish={wish} />;
}

type Section = { name: string; items: readonly Pick<Emoji, 'emoji' | 'takesTone' | 'name'>[] };

function sectionsOf(groups: readonly Group[], typed: string): Section[] {
  const recent = recentEmoji(recentShown);
  if (typed.trim() !== '') return [{ name: '', items: findEmoji(groups, typed, recent).slice(0, 120) }];
  const plain = { takesTone: false, name: { en: '', ru: '' } };
  return [
    { name: t.value.recent, items: recent.map((emoji) => ({ emoji, ...plain })) },
    ...groups.map((items, i) => ({ name: t.value.group(i), items })),
  ];
}

function Open({ wish }: { wish: Picking }) {
  const layer = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [groups, setGroups] = useState(knownEmoji());
  const [failed, setFailed] = useState(false);
  const [typed, setTyped] = useState('');
  const load = () => {
    setFailed(false);
    loadEmoji().then(setGroups, () => setFailed(true));
  };
  useEffect(() => {
    const element = layer.current;
    const before = document.activeElement;
    if (!element) return;
    element.showPopover();
    place(element, wish.anchor);
    field.current?.focus({ preventScroll: true });
    if (!groups) load();
    return () => {
      wish.onClose?.();
      const lost = document.activeElement === document.body || element.contains(document.activeElement);
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const close = () => {
    if (picking.peek() === wish) picking.value = null;
  };
  const pick = (emoji: string) => {
    useEmoji(emoji);
    close();
    wish.onPick(emoji);
  };
  const sections = useMemo(() => (groups ? sectionsOf(groups, typed) : []), [groups, typed, language.value]);
  const count = sections.reduce((sum, { items }) => sum + items.length, 0);
  return (
    <div
      ref={layer}
      popover="auto"
      role="dialog"
      aria-label={t.value.picker}
      class="emoji-picker"
      onToggle={whenClosed(close)}
      onKeyDown={(event) => moveInGrid(event, field.current)}
    >
      <div class="emoji-head">
        <input
          ref={field}
          type="search"
          class="emoji-search"
          value={typed}
          placeholder={t.value.search}
          aria-label={t.value.search}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = sections[0]?.items ?? [];
            if (event.key !== 'Enter' || event.isComposing || !first || typed === '') return;
            event.preventDefault();
            pick(withTone(first, tone.value));
          }}
        />
        <Tones />
      </div>
      <div class="emoji-sections">
        {failed && (
          <p class="emoji-note" role="alert">
            {t.value.failed}{' '}
            <Button size="s" icon="retry" onClick={load}>
              {common.value.retry}
            </Button>
          </p>
        )}
        {groups && count === 0 && <p class="emoji-note">{t.value.nothing}</p>}
        {sections.map((section) => (
          <EmojiSection key={section.name} section={section} onPick={pick} />
        ))}
      </div>
      <span class="visually-hidden" role="status">
        {typed !== '' && groups ? t.value.found(count) : ''}
      </span>
    </div>
  );
}

function EmojiSection({ section, onPick }: { section: Section; onPick: (emoji: string) => void }) {
  return (
    <section aria-label={section.name || t.value.picker}>
      {section.name && <h3>{section.name}</h3>}
      <div class="emoji-grid">
        {section.items.map((one) => {
          const shown = withTone(one, tone.value);
          const name = one.name[language.value] || one.emoji;
          return (
            <button
              key={one.emoji}
              type="button"
              class="emoji"
              tabIndex={-1}
              title={name}
              aria-label={`${shown} ${name}`}
              onClick={() => onPick(shown)}
            >
              {shown}
            </button>
          );
        })}
      </div>
    </section>
  );
}

function Tones() {
  const hand = { emoji: '✋', takesTone: true };
  return (
    <select
      class="emoji-tone"
      aria-label={t.value.tone}
      title={t.value.tone}
      value={String(tone.value)}
      onChange={(event) => chooseTone(Number(event.currentTarget.value))}
    >
      {Array.from({ length: toneCount }, (_, n) => (
        <option key={n} value={String(n)} aria-label={t.value.toneName(n)}>
          {withTone(hand, n)}
        </option>
      ))}
    </select>
  );
}

/** One tab stop for the field; the arrows go through the grid, and up from its first row back to the field. */
function moveInGrid(event: KeyboardEvent, field: HTMLInputElement | null): void {
  const layer = event.currentTarget as HTMLElement;
  const all = [...layer.querySelectorAll<HTMLElement>('.emoji')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (at < 0 && event.key !== 'ArrowDown') return;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = at < 0 ? 0 : at + step;
  if (next < 0) return field?.focus();
  const target = all[Math.min(next, all.length - 1)];
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'nearest' });
}
