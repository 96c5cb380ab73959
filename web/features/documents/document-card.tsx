import type { File } from '../../../protocol/attachments.ts';
import { FileCard } from '../attachments/file-card.tsx';

export function DocumentCard({ file }: { file: File }) {
  return <FileCard file={file} />;
}
