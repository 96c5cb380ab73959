export type Section = 'people' | 'rooms' | 'server';

/** `/admin/rooms`, `/admin/server`; all else is the people. */
export function sectionOf(pathname: string): Section {
  const name = pathname.split('/')[2];
  return name === 'rooms' || name === 'server' ? name : 'people';
}
