import { renderAsync } from 'docx-preview';
import './letter.css';

export type ToLetter = { bytes: Uint8Array; narrow: boolean };
export type FromLetter = { is: 'ready' } | { is: 'shown' } | { is: 'failed' } | { is: 'escape' };

/** The chat's origin is none of this frame's business: it has none itself. */
const say = (message: FromLetter) => parent.postMessage(message, '*');

async function show({ bytes, narrow }: ToLetter): Promise<void> {
  const { body } = document;
  // What gets the letter's styles is emptied first; the head holds ours.
  const styles = document.createElement('div');
  document.documentElement.append(styles);
  await renderAsync(bytes, body, styles, {
    className: 'letter',
    ignoreWidth: narrow,
    ignoreHeight: narrow,
    breakPages: !narrow,
    renderAltChunks: false,
    renderComments: false,
    useBase64URL: true,
  });
  // Addresses lead nowhere from here; a person can still see where they would.
  for (const link of document.querySelectorAll('a')) {
    const { hash } = link;
    const inside = link.getAttribute('href')?.startsWith('#') ?? false;
    if (inside && hash !== '') continue;
    link.title = link.getAttribute('href') ?? '';
    link.removeAttribute('href');
  }
  // Letters seldom say what their pictures show, and their titles are but large words.
  for (const picture of document.querySelectorAll('img:not([alt])')) picture.setAttribute('alt', '');
  body.querySelector('.letter-wrapper')?.setAttribute('role', 'main');
  body.classList.toggle('narrow', narrow);
}

addEventListener('message', ({ source, data }: MessageEvent<ToLetter>) => {
  if (source !== parent) return;
  show(data).then(
    () => say({ is: 'shown' }),
    () => say({ is: 'failed' }),
  );
});
addEventListener('keydown', ({ key }) => key === 'Escape' && say({ is: 'escape' }));
say({ is: 'ready' });
