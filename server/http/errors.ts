import { type ErrorCode, errors, type Language } from '../../protocol/errors.ts';

export type ErrorDetails = Record<string, string | number | boolean | null | string[]>;

/** An error with a stable code from the table; everything else that is thrown becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(code);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** A problem with one field of a request; `allowed` says what would be right. */
export function invalid(field: string, allowed: string): AppError {
  return new AppError('invalid-request', { field, allowed });
}

/** Errors cross a thread's border as data. */
export function appErrorToJson(error: unknown): unknown {
  if (error instanceof AppError) return { app: true, code: error.code, details: error.details };
  const { message, stack, code } = error as { message?: string; stack?: string; code?: string };
  return { app: false, message: message ?? String(error), stack, code };
}

export function appErrorFromJson(json: unknown): Error {
  const data = json as {
    app: boolean;
    code?: string;
    details?: ErrorDetails;
    message?: string;
    stack?: string;
  };
  if (data.app) return new AppError(data.code as ErrorCode, data.details);
  if (data.code === 'SQLITE_FULL' || data.code === 'ENOSPC') return new AppError('storage-full');
  const error = new Error(data.message);
  if (data.stack) error.stack = data.stack;
  return error;
}

/** The sentence for a person, with `{name}` filled from the details. */
export function errorSentence(error: AppError, language: Language): string {
  const sentence = errors[error.code][language];
  return sentence.replace(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === 'problem') return problem(error.details, language);
    const value = error.details[name];
    if (name === 'limit' && error.code === 'file-too-large') return megabytes(Number(value), language);
    return value === undefined || value === null ? '?' : String(value);
  });
}

function problem({ field, allowed }: ErrorDetails, language: Language): string {
  const allowedText = String(allowed ?? '');
  return language === 'ru'
    ? `поле «${String(field)}», допустимо: ${allowedText}`
    : `field “${String(field)}”, allowed: ${allowedText}`;
}

function megabytes(bytes: number, language: Language): string {
  const number = (bytes / 1024 / 1024).toLocaleString(language, { maximumFractionDigits: 1 });
  return language === 'ru' ? `${number} МБ` : `${number} MB`;
}
