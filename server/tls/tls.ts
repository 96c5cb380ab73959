import { createPrivateKey, X509Certificate } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../protocol/errors.ts';
import type { Config } from '../config.ts';
import { type Identity, issue, makeAuthority } from './authority.ts';
import type { ServedNames } from './names.ts';
import { operatorsTls } from './operators.ts';

/**
 * What the HTTPS server needs, as PEM. `caPem` is the authority to be trusted by people; null with the operator's
 * own certificate. `names` are all host names and addresses under which the server answers.
 */
export interface Tls extends Identity {
  caPem: string | null;
  names: string[];
}

export interface TlsRequest extends ServedNames {
  dataDir: string;
  /** The operator's own certificate. */
  tls?: Config['tls'];
  language?: Language;
}

const dayMs = 24 * 60 * 60 * 1000;
const renewBeforeMs = 30 * dayMs;

/**
 * The operator's certificate, or else one from this server's own authority, both kept under `dataDir`/tls. The
 * authority stays the same for ten years, since every device has to be told to trust it; the certificate is made
 * anew when a name is missing in it or its end is near. Throws a ConfigError for an unusable own certificate.
 */
export async function ensureTls({ dataDir, names, addresses, tls, language }: TlsRequest): Promise<Tls> {
  const served = [...names, ...addresses];
  if (tls) {
    const operators = operatorsTls(tls, language ?? 'en');
    return { ...operators, caPem: null, names: [...new Set([...served, ...operators.names])] };
  }
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = load(folder, 'ca') ?? save(folder, 'ca', await makeAuthority());
  const kept = load(folder, 'server');
  const leaf =
    kept && isFrom(authority, kept) && covers(kept, { names, addresses })
      ? kept
      : save(folder, 'server', await issue(authority, { names, addresses }));
  return { ...leaf, caPem: authority.cert, names: served };
}

/** Null where the pair is missing, broken, mismatched or about to expire: then it is to be made anew. */
function load(folder: string, name: string): Identity | null {
  try {
    const cert = readFileSync(join(folder, `${name}.crt`), 'utf8');
    const key = readFileSync(join(folder, `${name}.key`), 'utf8');
    const parsed = new X509Certificate(cert);
    const lives = Date.parse(parsed.validTo) - Date.now() > renewBeforeMs;
    return lives && parsed.checkPrivateKey(createPrivateKey(key)) ? { cert, key } : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) {
      throw error;
    }
    return null;
  }
}

function isFrom(authority: Identity, leaf: Identity): boolean {
  const issuer = new X509Certificate(authority.cert);
  const parsed = new X509Certificate(leaf.cert);
  return parsed.checkIssued(issuer) && parsed.verify(issuer.publicKey);
}

function covers(leaf: Identity, { names, addresses }: ServedNames): boolean {
  const parsed = new X509Certificate(leaf.cert);
  return names.every((name) => parsed.checkHost(name)) && addresses.every((ip) => parsed.checkIP(ip));
}

/** The key first: a certificate without its key would be noticed at the next start and made anew. */
function save(folder: string, name: string, identity: Identity): Identity {
  write(join(folder, `${name}.key`), identity.key, 0o600);
  write(join(folder, `${name}.crt`), identity.cert, 0o644);
  return identity;
}

function write(path: string, text: string, mode: number): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, 'w', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
