import { spawnSync } from 'node:child_process';
import { onPath } from '../lib/programs.js';
import { say } from '../lib/terminal.js';

/** What the browser journeys need, each a program and the Debian package that has it. */
const wanted = { chromium: 'chromium', ffmpeg: 'ffmpeg', ffprobe: 'ffmpeg', certutil: 'libnss3-tools' };

/** Installs what is missing from Debian's packages, or says in one line what cannot be installed. */
export function ensureDebianPrograms() {
  const missing = () => Object.entries(wanted).filter(([program]) => !onPath(program));
  if (missing().length === 0) return;
  const packages = [...new Set(missing().map(([, name]) => name))];
  const list = packages.join(', ');
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say({
      en: `Installing from Debian’s packages: ${list}…`,
      ru: `Из пакетов Debian устанавливается: ${list}…`,
    });
    apt(['update']);
    apt(['install', '-y', '--no-install-recommends', ...packages]);
  }
  if (missing().length === 0) return;
  say({
    en: `Missing, and only root on Debian can have it installed by itself: ${list}.`,
    ru: `Не хватает (само ставится только под root в Debian): ${list}.`,
  });
}

/** @param {string[]} args */
function apt(args) {
  spawnSync('apt-get', ['-qq', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
