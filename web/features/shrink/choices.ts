import { computed, signal } from '@preact/signals';
import { recall, remember } from '../../client/storage.ts';

/** What a person wishes for the files that they send, kept in this browser. */
const originalsWished = signal(recall('send-originals') === 'on');
export const keepMetadata = signal(recall('keep-metadata') === 'on');

/** Who keeps what is written in the files sends them as they are. */
export const sendOriginals = computed(() => originalsWished.value || keepMetadata.value);

export function setSendOriginals(on: boolean) {
  originalsWished.value = on;
  remember('send-originals', on ? 'on' : null);
}

export function setKeepMetadata(on: boolean) {
  keepMetadata.value = on;
  remember('keep-metadata', on ? 'on' : null);
}
