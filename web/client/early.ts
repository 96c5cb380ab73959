/** What `web/early.ts` has asked for before this code was there. */
export interface Early {
  /** Of a personal link; it is out of the address bar already. */
  secret: string | null;
  /** By method and path. */
  answers: Map<string, Promise<Response>>;
}

const here = globalThis as { early?: Early | null };

export const earlySecret = () => here.early?.secret ?? null;

/** An answer that is on its way already; once. */
export function takeEarly(method: string, path: string): Promise<Response> | null {
  const key = `${method} ${path}`;
  const found = here.early?.answers.get(key) ?? null;
  here.early?.answers.delete(key);
  return found;
}

/** What wasn't taken up by now is out of date. */
export function forgetEarly() {
  here.early = null;
}
