import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export type LazyComponent<P> = ComponentType<P> & {
  /** Fetches it ahead of its first use. */
  preload: () => Promise<unknown>;
};

/**
 * A component that is fetched when it is first shown, with `waiting` in its place until then and `failed` when it can't
 * be had (an old page after an update: its pieces are gone).
 */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  states: { waiting: (props: P) => ComponentChildren; failed: (props: P) => ComponentChildren },
): LazyComponent<P> {
  let loaded: ComponentType<P> | null = null;
  const fetch = async () => {
    loaded ??= await load();
  };
  function Lazy(props: P) {
    const [failed, setFailed] = useState(false);
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      if (loaded) return;
      fetch().then(
        () => setReady(true),
        () => setFailed(true),
      );
    }, []);
    if (failed) return <>{states.failed(props)}</>;
    const Component = loaded;
    return Component ? <Component {...props} /> : <>{states.waiting(props)}</>;
  }
  return Object.assign(Lazy, { preload: () => fetch().catch(() => undefined) });
}
