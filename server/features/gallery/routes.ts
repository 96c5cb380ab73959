import { Type } from 'typebox';
import { GalleryPage, GalleryQuery } from '../../../protocol/gallery.ts';
import type { Context } from '../../context.ts';
import { requireActor } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';

const RoomParams = Type.Object({ room: Type.String({ maxLength: 256, description: 'an id, or a name' }) });

export function mountGallery({ app, db }: Context): void {
  app.get(
    '/api/rooms/:room/media',
    {
      schema: {
        params: RoomParams,
        querystring: GalleryQuery,
        response: { 200: GalleryPage, ...failures },
      },
    },
    (request) =>
      db.read('gallery.page', requireActor(request), { room: request.params.room, query: request.query }),
  );
}
