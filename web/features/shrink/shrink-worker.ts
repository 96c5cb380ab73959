import { encode } from './encode.ts';
import type { FromWorker, ToWorker } from './shrink.ts';

/** Of a worker's own names the page's types know nothing. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToWorker>) => void;
  postMessage: (message: FromWorker, transfer?: Transferable[]) => void;
};

scope.onmessage = ({ data: { id, file } }) => {
  const onFace = (face: ImageBitmap) => scope.postMessage({ id, is: 'face', face }, [face]);
  encode(file, onFace).then(
    (blob) => scope.postMessage({ id, is: 'done', blob }),
    // What this browser can't decode goes as it is; the server may know better.
    () => scope.postMessage({ id, is: 'done', blob: null }),
  );
};
