import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { hostname } from 'node:os';
import type { ServedNames } from './names.ts';

/** A certificate and its private key, both PEM. */
export interface Identity {
  cert: string;
  key: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3652;
/** Browsers refuse certificates that are valid for longer than 398 days. */
const leafDays = 397;
/** A phone whose clock is slow must not find a certificate from the future. */
const backdateMs = dayMs;

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Loaded when something is to be issued, which is about once a year: it takes longer than all else at the start. */
async function x509Library() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/**
 * A new authority for this server alone. Its name is unique, because a browser that meets two authorities with one
 * name and different keys mistakes one for the other.
 */
export async function makeAuthority(): Promise<Identity> {
  const x509 = await x509Library();
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [
      { CN: [`bungaacord ${hostname().slice(0, 40)} ${randomBytes(4).toString('hex')}`] },
      { O: ['bungaacord'] },
    ],
    ...validity(authorityDays),
    keys,
    signingAlgorithm: ecdsa,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: certificate.toString('pem'), key: pemOf(keys.privateKey) };
}

/** A certificate for the given names and addresses, signed by the authority (RFC 5280, RFC 6125). */
export async function issue(authority: Identity, { names, addresses }: ServedNames): Promise<Identity> {
  const x509 = await x509Library();
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: ['bungaacord'] }],
    issuer: issuer.subjectName,
    ...validity(leafDays, issuer.notAfter),
    publicKey: keys.publicKey,
    signingKey: await signingKeyOf(authority.key),
    signingAlgorithm: ecdsa,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns' as const, value })),
        ...addresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { cert: certificate.toString('pem'), key: pemOf(keys.privateKey) };
}

/** Positive and of 128 bits, as RFC 5280 asks. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function validity(days: number, latest = new Date(8.64e15)): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(Date.now() - backdateMs);
  return { notBefore, notAfter: new Date(Math.min(notBefore.getTime() + days * dayMs, latest.getTime())) };
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function signingKeyOf(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, ecdsa, false, ['sign']);
}
