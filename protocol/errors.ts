/**
 * Every error that a client can meet: its stable code, its status, and its sentence in each language.
 * `{name}` in a sentence is filled from the error's `details`.
 */
export const errors = {
  'invalid-request': {
    status: 400,
    en: 'The request is not valid: {problem}',
    ru: 'Запрос составлен неверно: {problem}',
  },
  'search-filter': {
    status: 400,
    en: 'The search finds nothing that “{filter}” could mean.',
    ru: 'Поиск не нашёл, что может значить «{filter}».',
  },
  'no-file': { status: 400, en: 'The upload contains no file.', ru: 'В загрузке нет файла.' },
  'bad-multipart': {
    status: 400,
    en: 'The upload broke off or is not valid multipart form data.',
    ru: 'Загрузка оборвалась или это не multipart/form-data.',
  },
  unauthenticated: {
    status: 401,
    en: 'Open your personal link to sign in.',
    ru: 'Чтобы войти, откройте свою личную ссылку.',
  },
  forbidden: { status: 403, en: 'You may not do this.', ru: 'У вас нет права на это.' },
  'not-found': { status: 404, en: 'There is nothing here.', ru: 'Здесь ничего нет.' },
  'room-not-found': { status: 404, en: 'There is no such room.', ru: 'Такой комнаты нет.' },
  'method-not-allowed': {
    status: 405,
    en: 'This address does not take that method.',
    ru: 'Этот адрес не принимает такой метод.',
  },
  'request-timeout': {
    status: 408,
    en: 'The request took too long to arrive.',
    ru: 'Запрос приходил слишком долго.',
  },
  'client-id-reused': {
    status: 409,
    en: 'The same clientId was used for another message.',
    ru: 'Тот же clientId уже использован для другого сообщения.',
  },
  'too-many-reactions': {
    status: 409,
    en: 'A message takes at most {limit} kinds of reactions.',
    ru: 'Под сообщением может быть не больше {limit} видов реакций.',
  },
  conflict: { status: 409, en: 'The name “{name}” is taken.', ru: 'Имя «{name}» уже занято.' },
  processing: {
    status: 409,
    en: 'The file is still being prepared; try again in a moment.',
    ru: 'Файл ещё обрабатывается, попробуйте чуть позже.',
  },
  'precondition-failed': {
    status: 412,
    en: 'The file is not the one that the request names.',
    ru: 'Это не тот файл, который назван в запросе.',
  },
  'file-too-large': {
    status: 413,
    en: '“{name}” is too large: at most {limit} are allowed.',
    ru: 'Файл «{name}» слишком большой: можно не больше {limit}.',
  },
  'too-many-files': {
    status: 413,
    en: 'A message takes at most {limit} files.',
    ru: 'В сообщении может быть не больше {limit} файлов.',
  },
  'text-too-long': {
    status: 413,
    en: 'The text is too long: {length} characters, at most {limit} are allowed.',
    ru: 'Текст слишком длинный: {length} знаков, можно не больше {limit}.',
  },
  'body-too-large': { status: 413, en: 'The request is too large.', ru: 'Запрос слишком большой.' },
  'type-not-allowed': {
    status: 415,
    en: '“{name}” cannot be sent: this kind of file is not accepted ({found}).',
    ru: 'Файл «{name}» отправить нельзя: такие файлы не принимаются ({found}).',
  },
  'range-not-satisfiable': {
    status: 416,
    en: 'The range lies outside the file.',
    ru: 'Диапазон лежит вне файла.',
  },
  'rate-limited': {
    status: 429,
    en: 'Too many requests. Try again in {seconds} s.',
    ru: 'Слишком много запросов. Попробуйте через {seconds} с.',
  },
  'storage-full': {
    status: 507,
    en: 'The server’s disk is full; nothing was saved.',
    ru: 'На диске сервера нет места; ничего не сохранено.',
  },
  unavailable: {
    status: 503,
    en: 'The server is stopping; try again in a moment.',
    ru: 'Сервер останавливается, попробуйте чуть позже.',
  },
  internal: {
    status: 500,
    en: 'Something went wrong on the server. Its log has the details under {id}.',
    ru: 'На сервере что-то сломалось. Подробности в журнале под номером {id}.',
  },
} as const satisfies Record<string, { status: number; en: string; ru: string }>;

export type ErrorCode = keyof typeof errors;
export type Language = 'en' | 'ru';
