import { createHash } from 'node:crypto';
import type { Config } from '../config.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self' blob:",
  // The frame that shows letters.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join(';');

/** Of a page that has this script in it, as it stands there. */
export function policyWithScript(code: string): string {
  const hash = createHash('sha256').update(code).digest('base64');
  return contentSecurityPolicy.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`);
}

/** What is no page may do nothing at all, whatever a browser takes it for. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
const dataPaths = ['/api/', '/media/'];

/**
 * Of every answer, by its path; a route that knows better sets its own. Made once, and no more of them than an answer that
 * is no page can use: setting twelve was the largest single part of the main thread's work for a post.
 */
export function securityHeaders({ publicUrl }: Config): (path: string) => Record<string, string> {
  const everywhere = {
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    // It would hold for every port of the host, and on a machine of one's own that breaks other programs.
    ...(publicUrl && { 'strict-transport-security': 'max-age=15552000' }),
    'x-content-type-options': 'nosniff',
  };
  const data = { 'content-security-policy': dataPolicy, ...everywhere };
  const page = {
    'content-security-policy': contentSecurityPolicy,
    ...everywhere,
    'cross-origin-opener-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'SAMEORIGIN',
    'x-permitted-cross-domain-policies': 'none',
    // The filter that it speaks to is gone from browsers, and did harm where it was not.
    'x-xss-protection': '0',
  };
  return (path) => (dataPaths.some((prefix) => path.startsWith(prefix)) ? data : page);
}
