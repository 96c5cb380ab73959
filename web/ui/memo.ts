import { Component, type ComponentChild, type FunctionComponent, h } from 'preact';

/** Draws anew only when a property is another one (`===`), or a signal that was read has changed. */
export function memo<P extends object>(inner: FunctionComponent<P>): (props: P) => ComponentChild {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>) {
      const before = this.props as Record<string, unknown>;
      const after = next as Record<string, unknown>;
      for (const key in after) if (before[key] !== after[key]) return true;
      for (const key in before) if (!(key in after)) return true;
      return false;
    }
    override render() {
      return h(inner, this.props as P);
    }
  }
  return Memo as unknown as (props: P) => ComponentChild;
}
