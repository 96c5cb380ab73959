import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from './process-info.ts';
import { MediaError } from './types.ts';

export interface Program {
  program: string;
  args: string[];
  timeoutMs?: number;
  maxRssBytes?: number;
  /** Each line of standard output as it comes; then `stdout` of the result is empty. */
  onLine?: (line: string) => void;
  maxStdoutBytes?: number;
  /** Each line of the error stream as it comes. */
  onErrorLine?: (line: string) => void;
  /** Standard output in pieces; then `stdout` of the result is empty. False ends the program. */
  onBytes?: (chunk: Buffer) => boolean;
}

export interface Outcome {
  exitCode: number | null;
  stdout: Buffer;
  /** The end of it. */
  stderr: string;
}

const mebibyte = 1024 * 1024;
const keptErrorChars = 8000;
const watchEveryMs = 100;

const running = new Set<ChildProcess>();

/** Ends all that run. */
export function endPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Long enough for the server to say that it ends, if it does. */
const interruptedMs = 1000;
let interruptedAt = Number.NEGATIVE_INFINITY;

/** Ctrl+C reaches all of a session: what programs leave then says nothing about their files. */
export function noteInterrupt(): void {
  interruptedAt = performance.now();
}

const wasInterrupted = (exitCode: number | null, signal: NodeJS.Signals | null): boolean =>
  signal === 'SIGINT' || (exitCode !== 0 && performance.now() - interruptedAt < interruptedMs);

/**
 * Runs a program without a shell and without input. Resolves whatever its exit code; throws a MediaError when it outgrows its
 * limits or is interrupted, and the system's error when it can't be started.
 */
export function runProgram(options: Program): Promise<Outcome> {
  const child = spawn(options.program, options.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const fail = (error: Error) => {
    child.kill('SIGKILL');
    reject(error);
  };
  const stdout = collect(options, { fail, end: () => child.kill('SIGKILL') });
  let stderr = '';
  const takeErrorLines = byLines(options.onErrorLine);
  child.stdout.on('data', stdout.take);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptErrorChars);
    takeErrorLines(text);
  });
  child.on('error', fail);
  running.add(child);
  child.on('close', async (exitCode, signal) => {
    running.delete(child);
    if (wasInterrupted(exitCode, signal)) {
      await delay(interruptedMs);
      fail(new MediaError('media-worker-died', `${options.program} was interrupted`));
    } else resolve({ exitCode, stdout: stdout.all(), stderr });
  });
  const stopWatching = watch(child.pid, options, fail);
  return promise.finally(stopWatching);
}

function collect(
  { onLine, onBytes, maxStdoutBytes = 64 * mebibyte }: Program,
  { fail, end }: { fail: (error: Error) => void; end: () => void },
): { take: (chunk: Buffer) => void; all: () => Buffer } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const takeLines = byLines(onLine);
  let wanted = true;
  const takeBytes = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxStdoutBytes) fail(new MediaError('output-too-large', `more than ${maxStdoutBytes} bytes`));
    else chunks.push(chunk);
  };
  const passBytes = (chunk: Buffer) => {
    if (!wanted) return;
    wanted = onBytes?.(chunk) === true;
    if (!wanted) end();
  };
  const take =
    onBytes !== undefined
      ? passBytes
      : onLine !== undefined
        ? (chunk: Buffer) => takeLines(chunk.toString('utf8'))
        : takeBytes;
  return { take, all: () => Buffer.concat(chunks) };
}

function byLines(onLine: ((line: string) => void) | undefined): (text: string) => void {
  let line = '';
  return (text) => {
    if (onLine === undefined) return;
    const lines = (line + text).split('\n');
    line = (lines.pop() ?? '').slice(-1000);
    for (const each of lines) onLine(each);
  };
}

function watch(pid: number | undefined, limits: Program, fail: (error: Error) => void): () => void {
  const { timeoutMs, maxRssBytes = Number.POSITIVE_INFINITY } = limits;
  const timeout =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => fail(new MediaError('media-timeout', `more than ${timeoutMs} ms`)), timeoutMs);
  const memory = setInterval(async () => {
    const used = await residentBytes(pid);
    if (used > maxRssBytes) fail(new MediaError('media-memory', `${used} bytes resident`));
  }, watchEveryMs);
  return () => {
    clearTimeout(timeout);
    clearInterval(memory);
  };
}
