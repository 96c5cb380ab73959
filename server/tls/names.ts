import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { isHost } from '../config-values.ts';

/** Under what a server can be reached: host names, and IP addresses in their shortest form. */
export interface ServedNames {
  names: string[];
  addresses: string[];
}

/** This machine's addresses for others, IPv4 first; without link-local ones, which no link can carry. */
export function listenAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const usable = all.filter((one) => !one.internal && !isLinkLocal(one.address));
  usable.sort((a, b) => Number(a.family === 'IPv6') - Number(b.family === 'IPv6'));
  return [...new Set(usable.map((one) => one.address))];
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address);
}

/** Every name and address that the certificate has to carry and that a browser may come from. */
export function servedNames({ publicUrl, host }: { publicUrl: string | null; host: string }): ServedNames {
  const machine = hostname().toLowerCase();
  const named = ['localhost', machine, machine.includes('.') ? machine : `${machine}.local`, host];
  if (publicUrl !== null) named.push(new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''));
  const everywhere = ['0.0.0.0', '::', ...named.filter((name) => !isHost(name))];
  const usable = named.filter((name) => !everywhere.includes(name));
  return {
    names: unique(usable.filter((name) => !isIP(name))),
    addresses: unique(['127.0.0.1', '::1', ...listenAddresses(), ...usable.filter((name) => isIP(name))]),
  };
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
