import type { FastifyRequest } from 'fastify';
import type { Language } from '../../protocol/errors.ts';

/** The asker's language: the first that we speak, in the order of preference of Accept-Language (RFC 9110 12.5.4). */
export function languageOf(request: FastifyRequest): Language {
  const wanted = (request.headers['accept-language'] ?? '').split(',').map((part) => {
    const [tag = '', quality] = part.trim().split(';q=');
    return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) || 0 };
  });
  const spoken = wanted
    .filter(({ tag, quality }) => quality > 0 && /^(ru|en)\b/.test(tag))
    .toSorted((a, b) => b.quality - a.quality);
  return spoken[0]?.tag.startsWith('ru') ? 'ru' : 'en';
}
