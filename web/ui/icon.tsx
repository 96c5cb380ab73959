import { signal } from '@preact/signals';
import type { shapes as moreShapes } from './more-icons.ts';

/** Drawn on a grid of 24 with round strokes of 1.75, so that all look like one hand's. Those of the first paint. */
const shapes = {
  'arrow-down': 'M12 5v14m0 0-6-6m6 6 6-6',
  'arrow-up': 'M12 19V5m0 0-6 6m6-6 6 6',
  alert:
    'M12 8.5v4.5m0 3.2v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  bell: 'M18 9a6 6 0 1 0-12 0c0 6-2.5 7-2.5 7h17S18 15 18 9m-4.2 10.5a2 2 0 0 1-3.6 0',
  'bell-off':
    'M18.4 13.2A19 19 0 0 1 18 9a6 6 0 0 0-9.2-5M6.2 7.5A6 6 0 0 0 6 9c0 6-2.5 7-2.5 7H16m-2.2 3.5a2 2 0 0 1-3.6 0M4 3.5l16.5 17',
  calendar:
    'M5.5 5h13A1.5 1.5 0 0 1 20 6.5v12a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-12A1.5 1.5 0 0 1 5.5 5ZM4 10h16M8.5 3v4m7-4v4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  clock: 'M12 7.5V12l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  cross: 'M6 6l12 12M18 6 6 18',
  hash: 'M9.5 4 7.5 20m9-16-2 16M4.5 9H20M4 15h15.5',
  history: 'M4 4v5h5M4.6 9A8.5 8.5 0 1 1 3.5 13M12 8v4.5l3 1.5',
  image:
    'M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3.5 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM4 19l6-6 3 3 3.5-3.5L21 17',
  menu: 'M4 7h16M4 12h16M4 17h16',
  microphone:
    'M12 14.5a3.5 3.5 0 0 0 3.5-3.5V6.5a3.5 3.5 0 1 0-7 0V11a3.5 3.5 0 0 0 3.5 3.5Zm-6.5-4a6.5 6.5 0 0 0 13 0M12 17v4',
  paperclip:
    'm20 11.5-8.2 8.2a5 5 0 0 1-7-7L13 4.4a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.5-7.4',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 8a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4m2.2 3a6.5 6.5 0 0 1 3.3 5.3',
  reply: 'M9 7 4 12l5 5M4.5 12H14a6 6 0 0 1 6 6v1',
  retry: 'M20 5v5h-5M19.4 10A8 8 0 1 0 20 14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm9.5 2.5L16 16',
  settings:
    'M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5Z',
  smile: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.5 14a4.2 4.2 0 0 0 7 0M9 9.7v.01M15 9.7v.01',
  'smile-plus':
    'M20.5 11.5A8.5 8.5 0 1 1 12.5 3.5M9 14.5a4 4 0 0 0 6 0M9 9.5v.01M15 9.5v.01M18.5 2.5v6m-3-3h6',
} as const;

type More = typeof moreShapes;

export type IconName = keyof typeof shapes | keyof More;

const more = signal<More | null>(null);
let isAsked = false;

/** The others: fetched with the first of them, or before. */
export function loadMoreIcons(): void {
  if (isAsked) return;
  isAsked = true;
  import('./more-icons.ts').then(
    (part) => {
      more.value = part.shapes;
    },
    () => {
      isAsked = false;
    },
  );
}

function shapeOf(name: IconName): string | undefined {
  if (name in shapes) return shapes[name as keyof typeof shapes];
  loadMoreIcons();
  return more.value?.[name as keyof More];
}

/** Decoration: what it means is said by the text or the label of what it stands in. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  const heavy = name === 'more' || name === 'grip';
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={heavy ? 2.75 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapeOf(name)} />
    </svg>
  );
}
