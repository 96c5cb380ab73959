import type { ComponentChildren } from 'preact';

/** A section's title with how many there are, a sentence, and its main button. */
export function SectionHead(props: {
  title: string;
  count?: string | null;
  text: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <header class="section-head">
      <div>
        <h2 id="admin-section">
          {props.title}
          {props.count && <span class="section-count">{props.count}</span>}
        </h2>
        <p>{props.text}</p>
      </div>
      {props.children}
    </header>
  );
}
