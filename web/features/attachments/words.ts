import { words } from '../../i18n/language.ts';

export const t = words(
  {
    openPicture: (name: string) => `Open picture ${name}`,
    video: (name: string) => `Video ${name}`,
    picture: 'Picture',
    videoKind: 'Video',
    audioKind: 'Audio',
    documentKind: 'File',
    animated: 'GIF',
    preparing: 'Being prepared…',
    preparingShare: (share: string) => `Being prepared, ${share}`,
    notPlayable: 'Browsers can’t play this kind of file. Download it to watch or to listen.',
    unreadable: 'The file is damaged or can’t be read.',
    tooManyPixels: 'It has more pixels than can be shown here. Download it to look.',
    tooComplex: 'It is too complex to be shown here. Download it to look.',
    tooLarge: 'Prepared for showing, it would be too large. Download it to look.',
    tooSlow: 'Preparing it took too long. Download it to look.',
    tooHungry: 'Preparing it took too much of the server’s memory. Download it to look.',
    broughtDown: 'The program that prepares files failed on it. Download it to look.',
    missing: 'The server no longer has this file.',
    stopped: 'The server stopped while it was being prepared.',
    encrypted: 'The file is protected and can’t be shown.',
    noVideo: 'There is no picture in this video.',
    noSound: 'There is no sound in this file.',
    noTool: 'The server has no program that prepares video and sound. Download it to watch or to listen.',
    notShown: 'It could not be prepared for showing.',
    notLoaded: 'The picture didn’t load.',
    onlySender: 'Only its sender can download it: data about its author could not be removed.',
    downloadNamed: (name: string) => `Download ${name}`,
  },
  {
    openPicture: (name: string) => `Открыть изображение ${name}`,
    video: (name: string) => `Видео ${name}`,
    picture: 'Изображение',
    videoKind: 'Видео',
    audioKind: 'Аудио',
    documentKind: 'Файл',
    animated: 'GIF',
    preparing: 'Обрабатывается…',
    preparingShare: (share: string) => `Обрабатывается, ${share}`,
    notPlayable: 'Браузеры не воспроизводят такие файлы. Скачайте его, чтобы посмотреть или послушать.',
    unreadable: 'Файл повреждён или не читается.',
    tooManyPixels:
      'В изображении слишком много пикселей, чтобы показать его здесь. Скачайте файл, чтобы посмотреть.',
    tooComplex: 'Файл слишком сложно устроен, чтобы показать его здесь. Скачайте его, чтобы посмотреть.',
    tooLarge:
      'Подготовленный к показу файл оказался бы слишком большим. Скачайте исходный, чтобы посмотреть.',
    tooSlow: 'Подготовка заняла слишком много времени. Скачайте файл, чтобы посмотреть.',
    tooHungry: 'Для подготовки серверу не хватило памяти. Скачайте файл, чтобы посмотреть.',
    broughtDown: 'Программа подготовки не справилась с этим файлом. Скачайте его, чтобы посмотреть.',
    missing: 'На сервере больше нет этого файла.',
    stopped: 'Сервер остановился, не успев подготовить файл.',
    encrypted: 'Файл защищён, показать его нельзя.',
    noVideo: 'В этом видео нет изображения.',
    noSound: 'В этом файле нет звука.',
    noTool:
      'На сервере нет программы для подготовки видео и звука. Скачайте файл, чтобы посмотреть или послушать.',
    notShown: 'Не удалось подготовить файл к показу.',
    notLoaded: 'Изображение не загрузилось.',
    onlySender: 'Скачать может только отправитель: данные об авторе из него убрать не удалось.',
    downloadNamed: (name: string) => `Скачать ${name}`,
  },
);

const sentences: Record<string, () => string> = {
  unreadable: () => t.value.unreadable,
  'too-many-pixels': () => t.value.tooManyPixels,
  'too-complex': () => t.value.tooComplex,
  'no-video-stream': () => t.value.noVideo,
  'no-audio-stream': () => t.value.noSound,
  encrypted: () => t.value.encrypted,
  'unsupported-codec': () => t.value.notPlayable,
  'not-playable-yet': () => t.value.notPlayable,
  'no-ffmpeg': () => t.value.noTool,
  'output-too-large': () => t.value.tooLarge,
  'media-timeout': () => t.value.tooSlow,
  'media-memory': () => t.value.tooHungry,
  'media-worker-died': () => t.value.broughtDown,
  'media-stopped': () => t.value.stopped,
  'file-missing': () => t.value.missing,
};

/** Why a file isn't shown. Reasons that this page doesn't know yet get the general sentence. */
export function reasonSentence(reason: string | null): string {
  const known = reason !== null && Object.hasOwn(sentences, reason) ? sentences[reason] : undefined;
  return known === undefined ? t.value.notShown : known();
}
