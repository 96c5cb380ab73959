import type { ServerProcess } from '../../test/support/server-process.ts';

/** The secrets of so many new people. */
export async function createPeople(
  { admin }: ServerProcess,
  count: number,
  prefix = 'person',
): Promise<string[]> {
  const secrets: string[] = [];
  let next = 0;
  const one = async () => {
    while (next < count) {
      const n = next++;
      const name = `${prefix} ${n + 1}`;
      const { body } = await admin.json<{ link: string }>('POST', '/api/admin/people', { name });
      secrets[n] = new URL(body.link).searchParams.get('user') ?? '';
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return secrets;
}
