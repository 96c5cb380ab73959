import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Language } from '../../protocol/errors.ts';
import { ConfigError } from '../config.ts';
import type { Identity } from './authority.ts';

/**
 * The operator's own certificate (PEM, with its chain) and key, checked, so that a mistake shows at the start and not
 * at the first visitor. `names` are the host names that it carries, but for wildcards.
 */
export function operatorsTls(
  { certPath, keyPath }: { certPath: string; keyPath: string },
  language: Language,
): Identity & { names: string[] } {
  const cert = readPem('TLS_CERT', certPath, language);
  const key = readPem('TLS_KEY', keyPath, language);
  const certificate = parsed(
    () => new X509Certificate(cert),
    {
      en: `TLS_CERT=${certPath} cannot be used: it takes a file with a certificate in PEM form.`,
      ru: `TLS_CERT=${certPath} не подходит: нужен файл с сертификатом в формате PEM.`,
    }[language],
  );
  const privateKey = parsed(
    () => createPrivateKey(key),
    {
      en: `TLS_KEY=${keyPath} cannot be used: it takes a file with a private key in PEM form, without a password.`,
      ru: `TLS_KEY=${keyPath} не подходит: нужен файл с закрытым ключом в формате PEM, без пароля.`,
    }[language],
  );
  const mismatch = {
    en: `TLS_KEY=${keyPath} cannot be used: it takes the private key that belongs to the certificate in TLS_CERT.`,
    ru: `TLS_KEY=${keyPath} не подходит: нужен закрытый ключ от сертификата из TLS_CERT.`,
  }[language];
  if (!certificate.checkPrivateKey(privateKey)) throw new ConfigError(mismatch);
  parsed(() => createSecureContext({ cert, key }), mismatch);
  return { cert, key, names: hostNames(certificate) };
}

function readPem(name: string, path: string, language: Language): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError(
      {
        en: `${name}=${path} cannot be used: it takes a file that can be read (${code}).`,
        ru: `${name}=${path} не подходит: нужен файл, который можно прочитать (${code}).`,
      }[language],
    );
  }
}

function parsed<T>(parse: () => T, sentence: string): T {
  try {
    return parse();
  } catch (error) {
    throw new ConfigError(sentence, { cause: error });
  }
}

function hostNames(certificate: X509Certificate): string[] {
  const entries = certificate.subjectAltName?.split(', ') ?? [];
  const names = entries.filter((entry) => entry.startsWith('DNS:')).map((entry) => entry.slice(4));
  return names.filter((name) => !name.includes('*'));
}
