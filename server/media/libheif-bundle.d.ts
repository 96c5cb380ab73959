/** The little of libheif's C interface that is used; numbers are addresses in `HEAPU8`. An error comes at `error`, 12 bytes. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.js' {
  export interface Libheif {
    readonly HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _heif_context_alloc(): number;
    _heif_context_set_maximum_image_size_limit(context: number, side: number): void;
    _heif_context_read_from_memory_without_copy(
      ...args: [error: number, context: number, bytes: number, length: number, options: 0]
    ): void;
    _heif_context_get_primary_image_handle(error: number, context: number, handleAt: number): void;
    _heif_image_handle_get_width(handle: number): number;
    _heif_image_handle_get_height(handle: number): number;
    _heif_image_handle_has_alpha_channel(handle: number): number;
    _heif_image_handle_release(handle: number): void;
    _heif_decode_image(
      ...args: [error: number, handle: number, imageAt: number, colours: number, chroma: number, options: 0]
    ): void;
    _heif_image_get_width(image: number, channel: number): number;
    _heif_image_get_height(image: number, channel: number): number;
    _heif_image_get_plane_readonly(image: number, channel: number, strideAt: number): number;
  }
  /** Each call gives a decoder with a memory of its own. */
  export default function create(): Libheif;
}
