import { expect, test } from 'vitest';
import { explainStartError } from '../../server/start-errors.ts';
import { adminSecret, startServer } from '../support/server.ts';

test('a second server on the same folder stops with a sentence and leaves the first one’s admin alone', async () => {
  const first = await startServer();
  const other = { ADMIN_UUID: '99999999-9999-4999-8999-999999999999' };
  const onSamePort = await startServer({ ...other, PORT: String(first.port) }, first.folder).catch(
    (error: unknown) => error,
  );
  expect(explainStartError(onSamePort, 'en')).toContain(`Port ${first.port} is taken`);
  const onOtherPort = await startServer(other, first.folder).catch((error: unknown) => error);
  expect(explainStartError(onOtherPort, 'en')).toContain('Another bungaacord');
  expect(first.admin.secret).toBe(adminSecret);
  expect((await first.admin.json('GET', '/api/me')).status).toBe(200);
  await first.stop();
  const again = await startServer({}, first.folder);
  await again.stop();
  await again.remove();
});
