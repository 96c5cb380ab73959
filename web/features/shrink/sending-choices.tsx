import { Switch } from '../../ui/field.tsx';
import { keepMetadata, sendOriginals, setKeepMetadata, setSendOriginals } from './choices.ts';
import { t as switchWords } from './switch-words.ts';
import { t } from './words.ts';

/** In the settings: how files leave this device. */
export function SendingChoices() {
  return (
    <>
      <Switch
        label={switchWords.value.originals}
        hint={keepMetadata.value ? switchWords.value.originalsByMetadata : switchWords.value.originalsHint}
        checked={sendOriginals.value}
        disabled={keepMetadata.value}
        onChange={setSendOriginals}
      />
      <Switch
        label={t.value.metadata}
        hint={t.value.metadataHint}
        checked={keepMetadata.value}
        onChange={setKeepMetadata}
      />
    </>
  );
}
