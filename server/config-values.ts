import { BlockList, isIP } from 'node:net';
import type { Language } from '../protocol/errors.ts';

/** What is allowed, as the end of a sentence in each language. */
type Allowed = Record<Language, string>;

/** A setting with a value that cannot be used. The message is one sentence for the person at the terminal. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** The settings as text, with the parsers that turn one into a value or throw a ConfigError. */
export interface Reader {
  text(name: string): string | null;
  wrong(name: string, allowed: Allowed): ConfigError;
  /** Like `wrong`, but without the value: for secrets. */
  wrongSecret(name: string, allowed: Allowed): ConfigError;
  integer(name: string, range: { min: number; max: number; fallback: number }): number;
  number(name: string, range: { min: number; max: number; fallback: number }): number;
  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T;
}

/** An empty value counts as not set: that is what a line `NAME=` in `.env` and a blank in a compose file mean. */
export function reader(values: Record<string, string | undefined>, language: Language): Reader {
  const text = (name: string) => values[name]?.trim() || null;
  const wrong = (name: string, allowed: Allowed) =>
    new ConfigError(
      { en: `${name}=${text(name)} cannot be used: `, ru: `${name}=${text(name)} не подходит: ` }[language] +
        `${allowed[language]}.`,
    );
  const wrongSecret = (name: string, allowed: Allowed) =>
    new ConfigError(
      { en: `The value of ${name} cannot be used: `, ru: `Значение ${name} не подходит: ` }[language] +
        `${allowed[language]}.`,
    );
  const ranged = (name: string, range: { min: number; max: number; fallback: number }, whole: boolean) => {
    const value = text(name);
    if (value === null) return range.fallback;
    const parsed = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    const fits = parsed >= range.min && parsed <= range.max && (!whole || Number.isInteger(parsed));
    if (fits) return parsed;
    throw wrong(name, {
      en: `it takes a ${whole ? 'whole ' : ''}number from ${range.min} to ${range.max}`,
      ru: `нужно ${whole ? 'целое ' : ''}число от ${range.min} до ${range.max}`,
    });
  };
  return {
    text,
    wrong,
    wrongSecret,
    integer: (name, range) => ranged(name, range, true),
    number: (name, range) => ranged(name, range, false),
    oneOf(name, allowed, fallback) {
      const value = text(name);
      if (value === null) return fallback;
      const found = allowed.find((item) => item === value.toLowerCase());
      if (found !== undefined) return found;
      const list = allowed.join(', ');
      throw wrong(name, { en: `it takes one of ${list}`, ru: `подходит одно из: ${list}` });
    },
  };
}

/** An IP address or a host name (RFC 1123). */
export function isHost(value: string): boolean {
  if (isIP(value)) return true;
  return (
    value.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value)
  );
}

/** An address or a network in CIDR notation, or one of the names that Fastify knows. */
export function isProxyAddress(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address = '', prefix, ...rest] = value.split('/');
  const version = isIP(address);
  if (!version || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d+$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}
