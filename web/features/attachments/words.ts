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
    notPlayable: 'Browsers can’t play this kind of video. Download it to watch.',
    unreadable: 'The file is damaged or can’t be read.',
    tooLarge: 'Too large to be shown here. Download it to look.',
    encrypted: 'The file is protected and can’t be shown.',
    noVideo: 'There is no picture in this video.',
    noTool: 'The server has nothing to prepare videos with.',
    notShown: 'It could not be prepared for showing.',
    notLoaded: 'The picture didn’t load.',
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
    notPlayable: 'Браузеры не воспроизводят такое видео. Скачайте его, чтобы посмотреть.',
    unreadable: 'Файл повреждён или не читается.',
    tooLarge: 'Слишком большое, чтобы показать здесь. Скачайте, чтобы посмотреть.',
    encrypted: 'Файл защищён, показать его нельзя.',
    noVideo: 'В этом видео нет изображения.',
    noTool: 'Серверу нечем обрабатывать видео.',
    notShown: 'Не удалось подготовить файл к показу.',
    notLoaded: 'Изображение не загрузилось.',
    downloadNamed: (name: string) => `Скачать ${name}`,
  },
);

/** Why a file isn't shown, as a sentence. Reasons that this page doesn't know yet get the general one. */
export function reasonSentence(reason: string | null): string {
  switch (reason) {
    case 'not-playable-yet':
    case 'unsupported-codec':
      return t.value.notPlayable;
    case 'unreadable':
      return t.value.unreadable;
    case 'too-many-pixels':
    case 'too-complex':
    case 'output-too-large':
      return t.value.tooLarge;
    case 'encrypted':
      return t.value.encrypted;
    case 'no-video-stream':
      return t.value.noVideo;
    case 'no-ffmpeg':
      return t.value.noTool;
    default:
      return t.value.notShown;
  }
}
