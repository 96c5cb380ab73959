/** What a picture is copied from: its element in the page, drawn as a PNG, which is all that clipboards take. */
async function pngOf(source: HTMLImageElement | HTMLVideoElement): Promise<Blob> {
  const isVideo = source instanceof HTMLVideoElement;
  if (!isVideo) await source.decode();
  const width = isVideo ? source.videoWidth : source.naturalWidth;
  const height = isVideo ? source.videoHeight : source.naturalHeight;
  const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Throws where the browser or the person forbids it. */
export async function copyPicture(source: HTMLImageElement | HTMLVideoElement): Promise<void> {
  // A promise inside: Safari wants the clipboard to be asked for in the very click.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(source) })]);
}
