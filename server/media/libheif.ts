import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.js';
import { maxHeicPixels } from './limits.ts';
import { MediaError } from './types.ts';

/** heif_colorspace_RGB, heif_chroma_interleaved_RGB and …_RGBA, heif_channel_interleaved of libheif's heif.h. */
const rgb = 1;
const interleaved = { 3: 10, 4: 11 } as const;
const channelInterleaved = 10;

export interface HeicPixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 3 | 4;
}

/** Takes some 10 ms where it was loaded before, 80 ms the first time. */
export async function openLibheif(): Promise<Libheif> {
  const { default: create } = await import('libheif-js/libheif-wasm/libheif-bundle.js');
  return create();
}

/**
 * Decodes the main picture, turned and mirrored as it says, 8 bits a channel, its colours as they are stored. `lib` is used
 * up: its memory only ever grows, hence it goes with its decoder. Throws a MediaError.
 */
export function decodeHeic(lib: Libheif, bytes: Uint8Array): HeicPixels {
  const [error, out] = [lib._malloc(16), lib._malloc(16)];
  const number = (at: number) => new DataView(lib.HEAPU8.buffer).getUint32(at, true);
  const check = () => {
    if (number(error) !== 0)
      throw new MediaError('unreadable', `libheif ${number(error)}.${number(error + 4)}`);
  };
  const context = lib._heif_context_alloc();
  lib._heif_context_set_maximum_image_size_limit(context, Math.floor(Math.sqrt(maxHeicPixels)));
  const input = lib._malloc(bytes.length);
  lib.HEAPU8.set(bytes, input);
  lib._heif_context_read_from_memory_without_copy(error, context, input, bytes.length, 0);
  check();
  lib._heif_context_get_primary_image_handle(error, context, out);
  check();
  const handle = number(out);
  const channels = lib._heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  lib._heif_decode_image(error, handle, out, rgb, interleaved[channels], 0);
  check();
  const image = number(out);
  const width = lib._heif_image_get_width(image, channelInterleaved);
  const height = lib._heif_image_get_height(image, channelInterleaved);
  const plane = lib._heif_image_get_plane_readonly(image, channelInterleaved, out);
  if (plane === 0 || width <= 0 || height <= 0) throw new MediaError('unreadable', 'libheif gave no pixels');
  const stride = number(out);
  const row = width * channels;
  const data = Buffer.allocUnsafe(row * height);
  for (let y = 0; y < height; y++)
    data.set(lib.HEAPU8.subarray(plane + y * stride, plane + y * stride + row), y * row);
  return { data, width, height, channels };
}
