import type { File } from '../../../protocol/attachments.ts';
import { me } from '../../client/store.ts';

/**
 * Where a file can be had: its original; of one that is its sender's alone what was made of it to be played; null where
 * there is nothing of it for this person.
 */
export function downloadOf({ onlyFor, urls, name }: File): { href: string; download: string } | null {
  if (onlyFor === null || onlyFor === me.value?.id) return { href: urls.original, download: name };
  if (urls.play === undefined || urls.play === urls.original) return null;
  const ext = /\.[a-z0-9]+$/.exec(urls.play)?.[0] ?? '';
  return { href: urls.play, download: name.replace(/(?:\.[^.]*)?$/, ext) };
}
