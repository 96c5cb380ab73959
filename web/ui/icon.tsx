/** Drawn on a grid of 24 with round strokes of 1.75, so that all look like one hand's. */
const shapes = {
  'arrow-down': 'M12 5v14m0 0-6-6m6 6 6-6',
  'arrow-left': 'M19 12H5m0 0 6-6m-6 6 6 6',
  'arrow-up': 'M12 19V5m0 0-6 6m6-6 6 6',
  alert:
    'M12 8.5v4.5m0 3.2v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  bell: 'M18 9a6 6 0 1 0-12 0c0 6-2.5 7-2.5 7h17S18 15 18 9m-4.2 10.5a2 2 0 0 1-3.6 0',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  'chevron-down': 'm6 9 6 6 6-6',
  'chevron-left': 'm15 5-7 7 7 7',
  'chevron-right': 'm9 5 7 7-7 7',
  clock: 'M12 7.5V12l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  copy: 'M9 9h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-9a1 1 0 0 1 1-1ZM5 15H4a1 1 0 0 1-1-1V5a2 2 0 0 1 2-2h9a1 1 0 0 1 1 1v1',
  cross: 'M6 6l12 12M18 6 6 18',
  device: 'M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm5 15h6',
  download: 'M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M4.5 19.5h15',
  edit: 'm14.5 5.5 4 4M4 20l1-4.5L16 4.6a1.5 1.5 0 0 1 2.1 0l1.3 1.3a1.5 1.5 0 0 1 0 2.1L8.5 19 4 20Z',
  external: 'M14 4h6v6m0-6-9 9M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4',
  file: 'M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5L13.5 3Zm0 0v5.5H19',
  film: 'M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm5 5v6l5-3-5-3Z',
  folder:
    'M4 6.5A1.5 1.5 0 0 1 5.5 5h4l2 2.5h7A1.5 1.5 0 0 1 20 9v8.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5Z',
  grip: 'M9 6v.01M9 12v.01M9 18v.01M15 6v.01M15 12v.01M15 18v.01',
  hash: 'M9.5 4 7.5 20m9-16-2 16M4.5 9H20M4 15h15.5',
  history: 'M4 4v5h5M4.6 9A8.5 8.5 0 1 1 3.5 13M12 8v4.5l3 1.5',
  image:
    'M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3.5 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM4 19l6-6 3 3 3.5-3.5L21 17',
  'in-picture':
    'M20 10V7a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h5M15 13h5a1.5 1.5 0 0 1 1.5 1.5v3A1.5 1.5 0 0 1 20 19h-5a1.5 1.5 0 0 1-1.5-1.5v-3A1.5 1.5 0 0 1 15 13Z',
  key: 'M14.5 14.5a5.5 5.5 0 1 0-5-5.5c0 .7.1 1.3.3 1.9L3 17.5V21h4v-2.5h2.5V16l2-2c.9.3 1.9.5 3 .5ZM16.5 8v-.01',
  link: 'M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.2a4.5 4.5 0 0 0-6.4-6.4L12 5.6M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.2a4.5 4.5 0 0 0 6.4 6.4l1.2-1.2',
  menu: 'M4 7h16M4 12h16M4 17h16',
  message:
    'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5H12l-5 4v-4H4.5A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5Z',
  microphone:
    'M12 14.5a3.5 3.5 0 0 0 3.5-3.5V6.5a3.5 3.5 0 1 0-7 0V11a3.5 3.5 0 0 0 3.5 3.5Zm-6.5-4a6.5 6.5 0 0 0 13 0M12 17v4',
  minus: 'M5 12h14',
  more: 'M5.5 12v.01M12 12v.01M18.5 12v.01',
  music:
    'M9 18.5V6l11-2v12.5M9 18.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm11-2a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4Zm12 0 5 5m0-5-5 5',
  paperclip:
    'm20 11.5-8.2 8.2a5 5 0 0 1-7-7L13 4.4a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.5-7.4',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 8a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4m2.2 3a6.5 6.5 0 0 1 3.3 5.3',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 8.5a8 8 0 0 1 16 0',
  plus: 'M12 5v14M5 12h14',
  power: 'M15 4h3a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-3M10 8l-4 4m0 0 4 4m-4-4h10',
  qr: 'M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h2v2m4-2v2m-6 4h2m4-2v2h-2',
  quote: 'M5 17V11a5 5 0 0 1 4-5M5 12h5v5H5Zm9 5V11a5 5 0 0 1 4-5M14 12h5v5h-5Z',
  reply: 'M9 7 4 12l5 5M4.5 12H14a6 6 0 0 1 6 6v1',
  retry: 'M20 5v5h-5M19.4 10A8 8 0 1 0 20 14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm9.5 2.5L16 16',
  send: 'M5 12 4 4.5 20.5 12 4 19.5 5 12Zm0 0h7',
  settings:
    'M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5Z',
  smile: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.5 14a4.2 4.2 0 0 0 7 0M9 9.7v.01M15 9.7v.01',
  'smile-plus':
    'M20.5 11.5A8.5 8.5 0 1 1 12.5 3.5M9 14.5a4 4 0 0 0 6 0M9 9.5v.01M15 9.5v.01M18.5 2.5v6m-3-3h6',
  stop: 'M8 6.5h8A1.5 1.5 0 0 1 17.5 8v8a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 16V8A1.5 1.5 0 0 1 8 6.5Z',
  trash:
    'M4 6.5h16M9.5 6V4.5a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1V6M6 6.5 7 19a1.5 1.5 0 0 0 1.5 1.5h7A1.5 1.5 0 0 0 17 19l1-12.5M10 11v5m4-5v5',
  upload: 'M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M4.5 19.5h15',
  volume: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4Zm11.5-1a5 5 0 0 1 0 7m2.5-9.5a8.5 8.5 0 0 1 0 12',
  'zoom-in': 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm9.5 2.5L16 16M8 11h6m-3-3v6',
  'zoom-out': 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm9.5 2.5L16 16M8 11h6',
} as const;

export type IconName = keyof typeof shapes;

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
      <path d={shapes[name]} />
    </svg>
  );
}
