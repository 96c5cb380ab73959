/**
 * Answers a popover's `toggle` once the browser has closed it. The event is a task of its own, which on a busy page comes
 * 200 ms after the layer has gone, and would then close the one that was opened since.
 */
export const whenClosed =
  (close: () => void) =>
  ({ newState, currentTarget }: Pick<ToggleEvent, 'newState' | 'currentTarget'>): void => {
    if (newState === 'closed' && (currentTarget as Element).isConnected) close();
  };
