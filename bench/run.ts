import { readdir } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import type { Bench, Goal } from './support/bench.ts';
import { table } from './support/table.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function benches(): Promise<Map<string, Bench>> {
  const files = (await readdir(import.meta.dirname)).filter(
    (name) => name.endsWith('.ts') && name !== 'run.ts',
  );
  const found = new Map<string, Bench>();
  for (const file of files.toSorted()) {
    const { bench } = (await import(`./${file}`)) as { bench: Bench };
    found.set(file.replace(/\.ts$/, ''), bench);
  }
  return found;
}

function usage(all: ReadonlyMap<string, Bench>): void {
  say('Usage: npm run bench -- <name…> [--setting=value…]     (“all” runs every one)\n');
  for (const [name, { about }] of all) say(`  ${name.padEnd(10)} ${about}`);
}

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const settings = new Map(
  args
    .filter((arg) => arg.startsWith('--'))
    .map((arg) => {
      const [name = '', ...value] = arg.slice(2).split('=');
      return [name, value.join('=')] as const;
    }),
);
const all = await benches();
const chosen = names.includes('all') ? [...all.keys()] : names;
const unknown = chosen.filter((name) => !all.has(name));
if (chosen.length === 0 || unknown.length > 0 || settings.has('help')) {
  for (const name of unknown) say(`There is no benchmark “${name}”.`);
  usage(all);
  process.exit(settings.has('help') ? 0 : 2);
}
const goals: Goal[] = [];
for (const name of chosen) {
  const bench = all.get(name) as Bench;
  say(`\n## ${name}: ${bench.about}`);
  say(
    `${cpus().length} processors (${cpus()[0]?.model ?? '?'}), ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)} at the start, Node.js ${process.version}\n`,
  );
  goals.push(...(await bench.run({ settings, say })));
}
say(
  `\n${table(
    ['Goal', 'Measured', 'Met'],
    goals.map(({ goal, measured, isMet }) => [goal, measured, isMet ? 'yes' : 'NO']),
  )}`,
);
process.exit(goals.every(({ isMet }) => isMet) ? 0 : 1);
