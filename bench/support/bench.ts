/** What every `bench/<name>.ts` exports as `bench`. */
export interface Bench {
  /** One line: what is measured, and beside what. */
  about: string;
  run(options: BenchOptions): Promise<Goal[]>;
}

export interface BenchOptions {
  /** `--name=value` and `--name`, as they were given. */
  settings: ReadonlyMap<string, string>;
  /** Prints a line at once. */
  say(line: string): void;
}

/** What the measured figure was to be, and whether it is. */
export interface Goal {
  goal: string;
  measured: string;
  isMet: boolean;
}

/** A whole number from the settings. */
export function numberSetting({ settings }: BenchOptions, name: string, otherwise: number): number {
  const given = settings.get(name);
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
  return value;
}
