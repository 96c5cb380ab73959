import './skeleton.css';

/** A grey bar where text will be. Widths in percent; what loads is said once by the list that holds it. */
export function Skeleton({ width, height = 12 }: { width: number; height?: number }) {
  return <span class="skeleton" style={{ width: `${width}%`, height: `${height}px` }} aria-hidden="true" />;
}
