/** @typedef {{ en: string, ru: string }} Sentence */

const env = process.env;
const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || Intl.DateTimeFormat().resolvedOptions().locale;

/** @type {'en' | 'ru'} */
const language = locale.startsWith('ru') ? 'ru' : 'en';

/** Why it cannot go on, as one sentence for the person at the terminal. */
export class StartError extends Error {
  /** @param {Sentence} sentence */
  constructor(sentence) {
    super(sentence[language]);
  }
}

/** @param {Sentence} sentence */
export function say(sentence) {
  process.stdout.write(`${sentence[language]}\n`);
}

/**
 * A line that counts up: rewritten in place on a terminal, and otherwise repeated every ten seconds, so that a log
 * shows life without being flooded.
 * @param {Sentence} title
 * @param {number} total
 */
export function progress(title, total) {
  const inPlace = process.stdout.isTTY;
  let shownAt = inPlace ? 0 : Date.now();
  let done = 0;
  const show = () => {
    const now = Date.now();
    if (now - shownAt < (inPlace ? 100 : 10_000)) return;
    shownAt = now;
    const line = `  ${title[language]}: ${done}/${total}`;
    process.stdout.write(inPlace ? `\r${line}` : `${line}\n`);
  };
  return {
    step() {
      done = Math.min(done + 1, total);
      show();
    },
    end() {
      if (inPlace) process.stdout.write('\r\x1b[K');
    },
  };
}

/**
 * Runs a program's main function and turns a StartError into its sentence and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
