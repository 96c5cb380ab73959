import { ConfigError, terminalLanguage } from './config.ts';
import { NewerDatabaseError } from './db/migrations.ts';

interface Faults {
  code?: string;
  syscall?: string;
  path?: string;
  port?: number;
  address?: string;
  message: string;
}

/** In both languages, each a whole sentence. */
type Sentence = { en: string; ru: string };

/**
 * One sentence for the person at the terminal about why the server could not start; null for a fault that nobody
 * foresaw, whose stack should then be shown.
 */
export function explainStartError(error: unknown, language = terminalLanguage()): string | null {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof NewerDatabaseError) return newerDatabase(error)[language];
  if (!(error instanceof Error)) return null;
  const faults: Faults = error;
  const sentence = ofNetwork(faults) ?? ofDisk(faults) ?? ofDatabase(faults);
  return sentence?.[language] ?? null;
}

function newerDatabase({ found, known }: NewerDatabaseError): Sentence {
  return {
    en: `The database comes from a newer version of bungaacord (its format is ${found}, this version knows up to ${known}): start that version, or restore a backup.`,
    ru: `База данных создана более новой версией bungaacord (её формат ${found}, эта версия знает до ${known}): запустите ту версию или восстановите копию.`,
  };
}

function ofNetwork({ code, syscall, port, address }: Faults): Sentence | null {
  switch (code) {
    case 'EADDRINUSE':
      return {
        en: `Port ${port} is taken by another program: stop that one, or set another PORT in .env.`,
        ru: `Порт ${port} занят другой программой: остановите её или укажите в .env другой PORT.`,
      };
    case 'EACCES':
      if (syscall !== 'listen' && syscall !== 'bind') return null;
      return {
        en: `This user may not listen on port ${port}: set a PORT above 1023 in .env.`,
        ru: `Этому пользователю нельзя слушать порт ${port}: укажите в .env PORT больше 1023.`,
      };
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        en: `This machine does not have the address ${address ?? ''} that HOST names: correct HOST in .env, or leave it out.`,
        ru: `У этой машины нет адреса ${address ?? ''} из HOST: исправьте HOST в .env или уберите его.`,
      };
    default:
      return null;
  }
}

function ofDisk({ code, path = '?' }: Faults): Sentence | null {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        en: `${path} cannot be written: give this user the right to write there, or set another folder in .env (DATA_DIR, MEDIA_DIR).`,
        ru: `Нет права писать в ${path}: разрешите это пользователю или укажите в .env другую папку (DATA_DIR, MEDIA_DIR).`,
      };
    case 'ENOTDIR':
    case 'EEXIST':
      return {
        en: `${path} has to be a folder, but a file of that name is in the way.`,
        ru: `${path} должна быть папкой, но на её месте лежит файл.`,
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull;
    default:
      return null;
  }
}

const diskFull: Sentence = {
  en: 'The disk is full: make some room and start again.',
  ru: 'На диске нет места: освободите его и запустите сервер снова.',
};

/** By message too, because an error that comes out of a database thread arrives without its code. */
function ofDatabase({ code, message }: Faults): Sentence | null {
  const is = (sqlite: string, words: RegExp) => code?.startsWith(sqlite) || words.test(message);
  if (is('SQLITE_FULL', /database or disk is full/)) return diskFull;
  if (is('SQLITE_CANTOPEN', /unable to open database file/) || is('SQLITE_READONLY', /readonly database/)) {
    return {
      en: 'The database in DATA_DIR cannot be written: give this user the right to write there, or set another DATA_DIR in .env.',
      ru: 'Нет права писать в базу данных в папке DATA_DIR: разрешите это пользователю или укажите в .env другую DATA_DIR.',
    };
  }
  if (is('SQLITE_BUSY', /database is locked/)) {
    return {
      en: 'Another bungaacord is using the database in DATA_DIR: stop that one first, or set another DATA_DIR in .env.',
      ru: 'Базой данных в папке DATA_DIR пользуется другой bungaacord: остановите его или укажите в .env другую DATA_DIR.',
    };
  }
  if (is('SQLITE_NOTADB', /file is not a database/) || is('SQLITE_CORRUPT', /malformed/)) {
    return {
      en: 'The database in DATA_DIR is damaged: restore it from a backup.',
      ru: 'База данных в папке DATA_DIR повреждена: восстановите её из копии.',
    };
  }
  return null;
}
