import type { Context } from '../../context.ts';
import { openMediaStore } from '../../media/store.ts';
import { mountDelivery } from './deliver.ts';
import { startProcessing } from './processing.ts';
import { mountUploads, registerMultipart, uploadSlots } from './uploads.ts';

/** Everything about files but how they get into messages; answers what the feature above needs for that. */
export async function mountAttachments(context: Context) {
  const store = await openMediaStore(context.config);
  const slots = uploadSlots(context.config.limits.uploadsInFlight);
  await registerMultipart(context);
  mountUploads(context, store, slots);
  mountDelivery(context, store);
  await startProcessing(context, store);
  return { store, slots };
}

export type Attachments = Awaited<ReturnType<typeof mountAttachments>>;
