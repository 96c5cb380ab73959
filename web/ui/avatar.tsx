import { useState } from 'preact/hooks';
import './avatar.css';
import { hueOf, initials } from './initials.ts';

/**
 * A person's picture, or their initials on a colour that stays theirs. Decoration beside the name; `dot` is a mark of
 * presence (said elsewhere in words).
 */
export function Avatar(props: {
  id: string;
  name: string;
  src: string | null;
  size?: number;
  dot?: 'online' | 'idle' | 'offline' | undefined;
}) {
  const size = props.size ?? 36;
  const [broken, setBroken] = useState<string | null>(null);
  const src = props.src !== null && props.src !== broken ? props.src : null;
  const side = `${size}px`;
  return (
    <span
      class="avatar"
      aria-hidden="true"
      style={{
        width: side,
        height: side,
        fontSize: `${Math.round(size * 0.39)}px`,
        '--hue': String(hueOf(props.id)),
      }}
    >
      {src === null ? (
        <span class="avatar-initials">{initials(props.name)}</span>
      ) : (
        <img src={src} alt="" width={size} height={size} onError={() => setBroken(src)} draggable={false} />
      )}
      {props.dot && <span class={`avatar-dot ${props.dot}`} />}
    </span>
  );
}
