import type { File as SentFile } from '../../protocol/attachments.ts';
import { language } from '../i18n/language.ts';
import { ApiError, errorFrom, offlineError } from './api.ts';

/**
 * Sends one file, with `fields` before it (UploadWishes). XMLHttpRequest, because fetch can't tell how much has gone.
 * Throws ApiError; `aborted` by the signal.
 */
export function upload(of: {
  file: File;
  fields?: Readonly<Record<string, string>>;
  signal: AbortSignal;
  onProgress: (sentBytes: number) => void;
}): Promise<SentFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    of.signal.addEventListener('abort', stop, { once: true });
    request.open('POST', '/api/uploads');
    request.setRequestHeader('accept-language', language.peek());
    request.upload.onprogress = (event) => of.onProgress(Math.min(event.loaded, of.file.size));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status === 201 && body) resolve(body as SentFile);
      else reject(errorFrom(request.status, body, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => reject(offlineError());
    request.onabort = () => reject(new ApiError({ code: 'aborted', status: 0, message: '' }));
    request.onloadend = () => of.signal.removeEventListener('abort', stop);
    const form = new FormData();
    for (const [name, value] of Object.entries(of.fields ?? {})) form.append(name, value);
    form.append('file', of.file, of.file.name);
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
