type Policy = { createScriptURL: (address: string) => string };
type TrustedTypes = {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => Policy;
};

/** Where the page may start only trusted scripts, the readers' threads are ours. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('readers', {
  createScriptURL: (address) => address,
});

export const startWorker = (address: string) =>
  new Worker(trusted?.createScriptURL(address) ?? address, { type: 'module' });
