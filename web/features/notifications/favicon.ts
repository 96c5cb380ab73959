const sidePx = 64;
let plainHref: string | null = null;
let picture: Promise<HTMLImageElement> | null = null;
let drawnFor = '';

function loadIcon(href: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image(sidePx, sidePx);
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = href;
  });
}

function draw(icon: HTMLImageElement, label: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = sidePx;
  canvas.height = sidePx;
  const paint = canvas.getContext('2d');
  if (!paint) return '';
  paint.drawImage(icon, 0, 0, sidePx, sidePx);
  const width = label.length > 1 ? 46 : 36;
  paint.beginPath();
  paint.roundRect(sidePx - width, sidePx - 36, width, 36, 18);
  paint.fillStyle = '#d92d20';
  paint.fill();
  paint.font = `bold 28px system-ui, sans-serif`;
  paint.textAlign = 'center';
  paint.textBaseline = 'middle';
  paint.fillStyle = '#fff';
  paint.fillText(label, sidePx - width / 2, sidePx - 17, width - 8);
  return canvas.toDataURL('image/png');
}

/** Puts a number on the page's icon; 0 takes it off. */
export function showOnFavicon(count: number) {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return;
  plainHref ??= link.href;
  const label = count > 99 ? '99' : count > 0 ? String(count) : '';
  if (label === drawnFor) return;
  drawnFor = label;
  if (label === '') {
    link.href = plainHref;
    return;
  }
  picture ??= loadIcon(plainHref);
  picture.then(
    (icon) => {
      const href = drawnFor === label ? draw(icon, label) : '';
      if (href !== '') link.href = href;
    },
    // Without its picture the icon stays plain; the title still counts.
    () => undefined,
  );
}
