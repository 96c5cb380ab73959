import { hash as hashOf } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../db/sql.ts';
import { AppError } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null: nobody that we know. */
    actor: Actor | null;
  }
}

const sessionCookie = '__Host-session';
const cookieAttributes = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;

/** How somebody shows who they are; a cookie travels by itself, so it counts only together with our Origin. */
export type Credential = { by: 'cookie' | 'secret'; value: string };

export interface Lookups {
  bySession(tokenHash: Uint8Array): Promise<Actor | null>;
  bySecret(secretHash: Uint8Array): Promise<Actor | null>;
}

export interface Identities {
  find(credential: Credential): Promise<Actor | null>;
  /** Forgets what was looked up, because somebody's access changed. */
  forget(): void;
}

const cachedPeople = 20_000;

/** Looks people up by what they show, and remembers it until anybody's access changes. */
export function createIdentities(lookups: Lookups): Identities {
  let known = new Map<string, Actor | null>();
  const find = async ({ by, value }: Credential) => {
    const key = `${by}:${hashOf('sha256', value, 'base64')}`;
    const cached = known.get(key);
    if (cached) return cached;
    const cache = known;
    const hash = Buffer.from(key.slice(by.length + 1), 'base64');
    const actor = by === 'cookie' ? await lookups.bySession(hash) : await lookups.bySecret(hash);
    // Strangers are not remembered: each guess would cost memory. Nor is what a change has overtaken.
    if (actor && cache === known && cache.size < cachedPeople) cache.set(key, actor);
    return actor;
  };
  const forget = () => {
    known = new Map();
  };
  return { find, forget };
}

/** What a request shows of its sender; a header is meant, so it goes before the cookie. */
export function credentialOf(headers: IncomingMessage['headers']): Credential | null {
  const header = headers['x-user-uuid'];
  if (typeof header === 'string' && header !== '') return { by: 'secret', value: header };
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '');
  if (bearer?.[1]) return { by: 'secret', value: bearer[1] };
  const token = headers.cookie ? parseCookie(headers.cookie)[sessionCookie] : undefined;
  return token ? { by: 'cookie', value: token } : null;
}

/** What `Set-Cookie` says; no token and no time end the session. */
export const sessionCookieOf = (token: string, seconds: number): string =>
  stringifySetCookie({ name: sessionCookie, value: token, ...cookieAttributes, maxAge: seconds });

export function requireActor(request: FastifyRequest): Actor {
  if (!request.actor) throw new AppError('unauthenticated');
  return request.actor;
}

/** For others, what the admin sees does not exist. */
export function requireAdmin(request: FastifyRequest): Actor {
  const actor = requireActor(request);
  if (actor.role !== 'admin') throw new AppError('not-found');
  return actor;
}
