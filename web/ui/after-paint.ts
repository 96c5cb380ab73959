/** In a page that nobody sees nothing is painted; then it is done after so long. */
const atLatestMs = 200;

/** Runs when what has just been drawn is on the screen. Answers how to call it off. */
export function afterPaint(act: () => void): () => void {
  const stop = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const now = () => {
    stop();
    act();
  };
  let timer = setTimeout(now, atLatestMs);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(now);
  });
  return stop;
}
