import { keepMetadata, sendOriginals, setSendOriginals } from './choices.ts';
import './originals-switch.css';
import { t } from './switch-words.ts';

/** Beside the place where files are chosen: the setting "send originals", at hand. */
export function OriginalsSwitch() {
  const isForced = keepMetadata.value;
  return (
    <button
      type="button"
      role="switch"
      class="originals"
      aria-checked={sendOriginals.value}
      aria-disabled={isForced}
      aria-label={t.value.originals}
      data-tip={isForced ? t.value.originalsByMetadata : t.value.originalsHint}
      onClick={() => !isForced && setSendOriginals(!sendOriginals.peek())}
    >
      <span class="originals-track" aria-hidden="true" />
      <span>{t.value.originalsShort}</span>
    </button>
  );
}
