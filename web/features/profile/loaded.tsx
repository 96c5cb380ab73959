import type { ComponentChildren } from 'preact';
import { common } from '../../i18n/common.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { Load } from './use-load.ts';

/** What was loaded, grey rows until then, or why it isn't there with a way to try again. */
export function Loaded<T>(props: { of: Load<T>; rows?: number; children: (value: T) => ComponentChildren }) {
  const { value, error, reload } = props.of;
  if (value !== null) return <>{props.children(value)}</>;
  if (error !== null) {
    return (
      <div class="load-failed" role="alert">
        <Icon name="alert" size={28} />
        <p>{error}</p>
        <Button icon="retry" onClick={reload}>
          {common.value.retry}
        </Button>
      </div>
    );
  }
  return (
    <div class="load-rows" role="status">
      <span class="visually-hidden">{common.value.loading}</span>
      {Array.from({ length: props.rows ?? 3 }, (_, row) => (
        <div key={row} class="load-row">
          <span class="skeleton load-disc" aria-hidden="true" />
          <div>
            <Skeleton width={36 + ((row * 17) % 25)} height={13} />
            <Skeleton width={58 + ((row * 13) % 20)} height={11} />
          </div>
        </div>
      ))}
    </div>
  );
}
