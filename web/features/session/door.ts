/** Fetched ahead as well, so that someone who is removed sees at once where they are. */
export const loadNoLink = () => import('./no-link.tsx').then((part) => part.NoLink);
