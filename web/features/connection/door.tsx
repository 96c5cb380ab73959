import { connection } from '../../client/live.ts';
import { lazy } from '../../ui/lazy.tsx';

const nothing = { waiting: () => null, failed: () => null };

/** Fetched while all is well: when it is needed, nothing can be. */
const Banner = lazy(() => import('./banner.tsx').then((part) => part.ConnectionBanner), nothing);

export const preloadBanner = Banner.preload;

/** Says that the connection is lost, if it is. */
export function ConnectionBanner() {
  const state = connection.value;
  const isFine = state.is === 'open' || (state.is === 'connecting' && state.attempt === 0);
  return isFine ? null : <Banner />;
}
