import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';
import { qrPath } from './qr-path.ts';

/** Black on white in both themes: many cameras don't read it the other way round. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 2 });
    return { size, path: qrPath(data) };
  }, [text]);
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
