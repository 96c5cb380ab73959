import { recall, remember } from './storage.ts';

type Policy = { createScriptURL: (address: string) => string };
type TrustedTypes = {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => Policy;
};

const prefix = 'shell ';

/** Which version of the page this is; null where nobody says so. */
const ownVersion = document.querySelector<HTMLMetaElement>('meta[name=page-version]')?.content ?? null;

/** Has the browser keep the page's own code, to open it without waiting for the network next time. */
export async function keepShell(): Promise<void> {
  const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('shell', {
    createScriptURL: (address) => address,
  });
  const address = '/shell-worker.js';
  // A browser that doesn't trust the certificate, or keeps nothing, goes on without.
  await navigator.serviceWorker
    ?.register(trusted?.createScriptURL(address) ?? address, { updateViaCache: 'none' })
    .catch(() => undefined);
}

/** The next visit asks the server for the page. */
export async function forgetShell(): Promise<void> {
  try {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)));
    const kept = await navigator.serviceWorker.getRegistration();
    await kept?.unregister();
  } catch {
    // Nothing is kept where nothing may be kept.
  }
}

/**
 * Opens the page anew where the one that was kept is not the server's any more: its later pieces are gone. Answers
 * whether it does; once for each version, lest it go round for ever.
 */
export async function renewShell(serverVersion: string | null): Promise<boolean> {
  if (serverVersion === null || ownVersion === null || serverVersion === ownVersion) return false;
  if (recall('renewed') === serverVersion) return false;
  remember('renewed', serverVersion);
  await forgetShell();
  location.reload();
  return true;
}
