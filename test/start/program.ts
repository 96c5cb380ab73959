import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program that runs with a folder of its own, and what it has printed so far. */
export interface Program {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves with the first match in what it prints. */
  prints(words: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Resolves with its exit code, or with the signal that ended it. */
  ends(): Promise<number | NodeJS.Signals | null>;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  folders.add(folder);
  return folder;
}

/** Ends what a test left running, and removes the folders. */
export function cleanUp(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

/** Starts a command in `cwd` with little else in its environment than `env`. */
export function startProgram(command: string[], cwd: string, env: Record<string, string> = {}): Program {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, LANG: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes: Buffer) => void (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => void (err += bytes.toString()));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal);
    });
  });
  return {
    child,
    out: () => out,
    err: () => err,
    ends: () => ended,
    prints: (words, withinMs = 60_000) =>
      new Promise((resolve, reject) => {
        const said = () => `It printed:\n${out}\n${err}`;
        const timer = setTimeout(() => reject(new Error(`${words} never came. ${said()}`)), withinMs);
        const look = () => {
          const found = words.exec(out);
          if (!found) return;
          clearTimeout(timer);
          resolve(found);
        };
        child.stdout.on('data', look);
        child.on('close', (code) => reject(new Error(`It ended with ${code} before ${words}. ${said()}`)));
        look();
      }),
  };
}
