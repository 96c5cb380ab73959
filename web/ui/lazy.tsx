import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * A component that is fetched when it is first shown, with `waiting` in its place until then and `failed` when it can't
 * be had (an old page after an update: its pieces are gone).
 */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  states: { waiting: () => ComponentChildren; failed: () => ComponentChildren },
): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [failed, setFailed] = useState(false);
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          setReady(true);
        },
        () => setFailed(true),
      );
    }, []);
    if (failed) return <>{states.failed()}</>;
    const Component = loaded;
    return Component ? <Component {...props} /> : <>{states.waiting()}</>;
  };
}
