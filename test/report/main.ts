import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { stayAwake } from '../support/awake.ts';
import { matrix, writeCell } from '../support/media-matrix.ts';
import { TestPerson } from '../support/person.ts';
import { startServerProcess } from '../support/server-process.ts';
import { browserArgs, chromiumPath, homeThatTrusts } from '../support/trusting-browser.ts';
import { readAllowed } from './allowed.ts';
import { factsOf } from './facts.ts';
import { look, notePlayers, playSeconds, type Verdict } from './page.ts';
import { type Server, send } from './send.ts';
import { head, rowOf, type Seen, write } from './write.ts';

const help = `Which files show and play, seen by a real browser.

  npm run media:report -- <folder or file…>          on a server of its own, which is gone afterwards
  npm run media:report -- <folder…> --server https://chat.example.org:9000 --user <UUID>
  npm run media:report -- --fixtures                  on files of every box and codec that FFmpeg can write

Every file is uploaded as a client would, opened in Chromium, and played for ${playSeconds} seconds: decoded pictures are
counted and the sound's level is read. Pictures must not be blank; documents must show their card; what fails must
say so and offer the file.

  --server URL    a running server; without it one is started with a temporary folder
  --user UUID     who uploads there (the end of the personal link)
  --room NAME     where to (General); every file becomes a message, deleted again after it was seen
  --ca FILE       the server's authority (data/tls/ca.crt); without it /ca.crt is fetched from the server
  --out FILE      also writes the table there: Markdown, or tab-separated for a name in .tsv
  --match TEXT    only files with this in their path
  --keep          keeps the messages, and the folder of --fixtures
  --npm-ffmpeg    the own server uses FFmpeg from npm even if the system has one
  --allowed FILE  another list of files that may fail: name or end of path, verdict, reason, with tabs between

Exit code: 0 if all is well, 1 if a file neither shows nor plays and is not on the list of those that may fail, 2 if the
report could not be made. Times count from the upload's last byte.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' },
    user: { type: 'string' },
    room: { type: 'string', default: 'General' },
    ca: { type: 'string' },
    out: { type: 'string' },
    match: { type: 'string' },
    allowed: { type: 'string', default: join(import.meta.dirname, 'allowed-failures.tsv') },
    fixtures: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'npm-ffmpeg': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stderr.write(`${line}\n`);
const fixtureClip = { seconds: 3, size: '320x240' };

async function filesIn(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

async function writeFixtures(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bungaacord-matrix-'));
  say(`Writing ${matrix.length} files of every box and codec to ${folder}…`);
  for (const cell of matrix) await writeCell(folder, cell, fixtureClip);
  return folder;
}

interface Reached extends Server {
  end(): Promise<void>;
}

async function reach(): Promise<Reached> {
  if (!values.server) {
    const path = process.env['PATH'] ?? '';
    const own = await startServerProcess(values['npm-ffmpeg'] ? { PATH: await pathWithoutFfmpeg(path) } : {});
    const mustRun = () => {
      own.mustRun();
      mustHear(own.admin);
    };
    return { url: own.url, caPem: own.caPem, person: own.admin, mustRun, end: own.remove };
  }
  if (!values.user) throw new Error('--server needs --user: the UUID at the end of your personal link.');
  const url = new URL(values.server).origin;
  const caPem = values.ca ? await readFile(values.ca, 'utf8') : await fetchAuthority(url);
  const person = await TestPerson.connect({ url, caPem: caPem ?? '', secret: values.user });
  if (!person.id) throw new Error('The server does not know this UUID.');
  return { url, caPem, person, mustRun: () => mustHear(person), end: async () => person.close() };
}

function mustHear({ closeCode }: TestPerson): void {
  if (closeCode !== null) throw new Error(`The server ended the connection (${closeCode}).`);
}

async function pathWithoutFfmpeg(path: string): Promise<string> {
  const folders = await Promise.all(
    path.split(':').map(async (folder) => {
      const isThere = await stat(join(folder, 'ffmpeg')).catch(() => null);
      return isThere ? [] : [folder];
    }),
  );
  return folders.flat().join(':');
}

/** The first look is without proof, as a browser's would be that downloads it; null: the server has another certificate. */
function fetchAuthority(url: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    get(`${url}/ca.crt`, { rejectUnauthorized: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (data) => (text += String(data)));
      response.on('end', () => resolve(response.statusCode === 200 ? text : null));
    }).on('error', reject);
  });
}

async function openChat(server: Server): Promise<{ page: Page; close(): Promise<void> }> {
  const home = server.caPem === null ? null : homeThatTrusts(server.caPem);
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...browserArgs, '--autoplay-policy=no-user-gesture-required'],
    env: { ...process.env, ...(home !== null && { HOME: home }) } as Record<string, string>,
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  await page.addInitScript(notePlayers);
  await page.goto(`${server.url}/?user=${server.person.secret}`);
  await page.locator('textarea').waitFor();
  return {
    page,
    close: async () => {
      await browser.close();
      if (home !== null) await rm(home, { recursive: true, force: true });
    },
  };
}

async function report(server: Server, files: { path: string; shown: string }[]): Promise<Seen[]> {
  await server.person.listen();
  const awake = stayAwake(server.person);
  const { body } = await server.person.json<{ rooms: { id: string; name: string }[] }>('GET', '/api/rooms');
  const room = body.rooms.find(({ name }) => name === values.room);
  if (!room) throw new Error(`There is no room “${values.room}”.`);
  const { page, close } = await openChat(server);
  const seen: Seen[] = [];
  try {
    await page.goto(`${server.url}/r/${room.id}`);
    await page.locator('textarea').waitFor();
    for (const [n, { path, shown }] of files.entries()) {
      const facts = await factsOf(path, playSeconds);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const sent = await send(server, { path, name, room: room.id });
      let verdict: Verdict;
      if ('refused' in sent) verdict = { is: 'failed', details: `refused: ${sent.refused}` };
      else {
        verdict = await look(page, { message: sent.message, file: sent.file, facts });
        if (!values.keep) await server.person.json('DELETE', `/api/messages/${sent.message}`);
      }
      seen.push({ shown, facts, verdict, sent: 'refused' in sent ? null : sent });
      say(`${n + 1}/${files.length} ${shown}: ${verdict.is} ${verdict.details}`);
    }
  } finally {
    awake.end();
    await close();
  }
  return seen;
}

async function main(): Promise<number> {
  const fixtures = values.fixtures ? await writeFixtures() : null;
  const folders = [...positionals, ...(fixtures ? [fixtures] : [])];
  if (values.help || folders.length === 0) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await filesIn(folder)).map((path) => ({ path, shown: relative(folder, path) || path })),
    ),
  );
  const files = found.flat().filter(({ path }) => path.includes(values.match ?? ''));
  const allowed = await readAllowed(values.allowed);
  const server = await reach();
  try {
    const seen = await report(server, files);
    const rows = seen.map((one) => rowOf(one, allowed));
    process.stdout.write(
      `${write(
        head,
        rows.map(({ cells }) => cells),
        'md',
      )}\n`,
    );
    const form = values.out?.endsWith('.tsv') ? 'tsv' : 'md';
    if (values.out)
      await writeFile(
        values.out,
        `${write(
          head,
          rows.map(({ cells }) => cells),
          form,
        )}\n`,
      );
    const bad = rows.filter(({ isWell }) => !isWell);
    say(`\n${rows.length} files, ${rows.length - bad.length} as they should be, ${bad.length} not.`);
    return bad.length === 0 && rows.length > 0 ? 0 : 1;
  } finally {
    await server.end();
    if (fixtures && !values.keep) await rm(fixtures, { recursive: true, force: true });
  }
}

process.exit(
  await main().catch((error: Error) => {
    say(`The report could not be made: ${error.message}`);
    return 2;
  }),
);
