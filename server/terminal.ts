import { fstatSync } from 'node:fs';
import { renderUnicodeCompact } from 'uqr';
import type { Config } from './config.ts';

export interface Welcome {
  config: Config;
  version: string;
  /** The port that is really in use. */
  port: number;
  adminUuid: string;
  /** This machine's addresses for others. */
  addresses: readonly string[];
  /** Which FFmpeg serves, such as "7.1 (/usr/bin/ffmpeg)"; null: none. */
  ffmpeg: string | null;
}

const words = {
  en: {
    running: (version: string) => `bungaacord ${version} is running.`,
    link: 'Admin’s link',
    network: 'In the network',
    scan: 'Scan it with a phone in the same network to sign in as the admin; whoever has this link is the admin.',
    inEnv: 'ADMIN_UUID in .env holds its secret, which is not written to the system’s journal',
    trust: 'Trust',
    trustHow: (url: string) => `browsers warn until a device trusts ${url} (docs/self-hosting.md says how)`,
    data: 'Data',
    files: 'Files',
    video: 'Video',
    noVideo: 'no FFmpeg: videos have no poster and no conversion until ffmpeg is installed',
    stop: 'Ctrl+C stops the server.',
  },
  ru: {
    running: (version: string) => `bungaacord ${version} работает.`,
    link: 'Ссылка админа',
    network: 'В сети',
    scan: 'Отсканируйте телефоном в той же сети, чтобы войти админом; у кого эта ссылка, тот и админ.',
    inEnv: 'её секрет — ADMIN_UUID в .env, в системный журнал он не пишется',
    trust: 'Доверие',
    trustHow: (url: string) =>
      `браузер предупреждает, пока устройство не доверяет ${url} (как — в docs/self-hosting.md)`,
    data: 'Данные',
    files: 'Файлы',
    video: 'Видео',
    noVideo: 'FFmpeg нет: у видео не будет обложек и преобразования, пока не установлен ffmpeg',
    stop: 'Ctrl+C останавливает сервер.',
  },
};

/**
 * Tells the person who started the server where it is. Goes to standard output and never through the log, because
 * it holds the admin's secret; for the same reason the secret is left out where the output is the system's journal.
 */
export function printWelcome(welcome: Welcome, out: NodeJS.WriteStream = process.stdout): void {
  out.write(welcomeText(welcome, { journal: isJournal(welcome.config.journalStream), colour: out.isTTY }));
}

export function welcomeText(welcome: Welcome, { journal = false, colour = false } = {}): string {
  const { config, port, adminUuid } = welcome;
  const say = words[config.language];
  const query = journal ? '' : `/?user=${encodeURIComponent(adminUuid)}`;
  const others = reachableOrigins(welcome);
  const own = config.publicUrl ?? originOf(ownHost(config.host), port);
  const rows: [string, string][] = [[say.link, journal ? `${own} (${say.inEnv})` : own + query]];
  for (const [index, origin] of others.entries()) rows.push([index === 0 ? say.network : '', origin]);
  if (!config.tls) rows.push([say.trust, say.trustHow(`${own}/ca.crt`)]);
  rows.push(
    [say.data, config.dataDir],
    [say.files, config.mediaDir],
    [say.video, welcome.ffmpeg ?? say.noVideo],
  );
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const table = rows.map(([label, value]) => `  ${label.padEnd(width)}${value}`);
  const qr = journal ? [] : [qrCode((others[0] ?? own) + query, colour), say.scan, ''];
  return ['', say.running(welcome.version), '', ...table, '', ...qr, say.stop, ''].join('\n');
}

/** Where other devices find the server: its public address, else this machine's, unless it listens to itself only. */
function reachableOrigins({ config, port, addresses }: Welcome): string[] {
  if (config.publicUrl) return [];
  if (config.host === '::' || config.host === '0.0.0.0') {
    const heard = addresses.filter((address) => config.host === '::' || !address.includes(':'));
    return heard.map((address) => originOf(address, port));
  }
  const isOwn = ['localhost', '127.0.0.1', '::1'].includes(config.host);
  return isOwn ? [] : [originOf(config.host, port)];
}

function ownHost(host: string): string {
  return host === '::' || host === '0.0.0.0' ? 'localhost' : host;
}

function originOf(host: string, port: number): string {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}

/** White on black even where the terminal is black on white: some cameras read no inverted code. */
function qrCode(text: string, colour: boolean): string {
  const code = renderUnicodeCompact(text, { border: 2 });
  if (!colour) return `${code}\n`;
  return `${code.replace(/^.*$/gm, (line) => `\x1b[97;40m${line}\x1b[0m`)}\n`;
}

/** systemd names its journal by device and inode (systemd.exec(5)); shells under it inherit the variable. */
function isJournal(journalStream: string | null): boolean {
  if (journalStream === null) return false;
  const { dev, ino } = fstatSync(process.stdout.fd);
  return journalStream === `${dev}:${ino}`;
}
