import { people } from '../../client/store.ts';
import './typing.css';
import { typistsIn } from './typing.ts';
import { t } from './words.ts';

const namedAtMost = 3;

/** Who types, by name up to three. Its line is always there, so that nothing moves. */
export function TypingLine({ room }: { room: string }) {
  const ids = typistsIn(room);
  const names = ids.flatMap((id) => people.value.get(id)?.name ?? []);
  const text = () => (ids.length > namedAtMost ? t.value.several : t.value.typing(names));
  return (
    <p class="typing" aria-live="polite">
      {ids.length > 0 && names.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
          <span class="typing-names">{text()}</span>
        </>
      )}
    </p>
  );
}
