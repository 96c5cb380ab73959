/**
 * Where a phone lays its keyboard over the page instead of shrinking it (iOS knows no `interactive-widget`), tells the
 * style sheet how much it covers, so that what is at the bottom stays in sight.
 */
export function watchKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  const measure = () => {
    const covered = Math.round(innerHeight - seen.height * seen.scale);
    const isKeyboard = covered > 100;
    document.documentElement.style.setProperty('--keyboard-height', isKeyboard ? `${covered}px` : '0px');
    // iOS also scrolls the page under the keyboard; it fits now.
    if (isKeyboard && seen.offsetTop > 0) scrollTo(0, 0);
  };
  seen.addEventListener('resize', measure);
}
