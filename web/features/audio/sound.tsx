import type { File } from '../../../protocol/attachments.ts';
import { FileCard } from '../attachments/file-card.tsx';

export function Sound({ file }: { file: File }) {
  return <FileCard file={file} />;
}
