/** The flower of the name ("bunga" is a flower), as in the icon. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="var(--on-accent)">
        <circle cx="16" cy="9.6" r="4.3" />
        <circle cx="22.1" cy="14" r="4.3" />
        <circle cx="19.8" cy="21.2" r="4.3" />
        <circle cx="12.2" cy="21.2" r="4.3" />
        <circle cx="9.9" cy="14" r="4.3" />
      </g>
      <circle cx="16" cy="16" r="3.5" fill="var(--accent)" />
    </svg>
  );
}
