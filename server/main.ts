import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type RunningServer, startApp } from './app.ts';
import { loadConfig, writeEnvValue } from './config.ts';
import { newSecret } from './features/accounts/accounts.ts';
import { explainStartError } from './start-errors.ts';
import { printWelcome } from './terminal.ts';
import { listenAddresses } from './tls/names.ts';

/** A stop that hangs must not keep the port. */
const stopWithinMs = 5000;

async function main(): Promise<void> {
  const config = loadConfig({ cwd: process.cwd(), env: process.env });
  const adminUuid = config.adminUuid ?? newSecret();
  if (!config.adminUuid) writeEnvValue(config.cwd, 'ADMIN_UUID', adminUuid);
  const { version } = JSON.parse(readFileSync(new URL(packageFile(), import.meta.url), 'utf8')) as {
    version: string;
  };
  const logger = pino({ level: config.logLevel });
  const server = await startApp({
    config,
    adminUuid,
    version,
    logger,
    page: fileURLToPath(new URL(pageFolder(), import.meta.url)),
    onDeath: (error) => {
      logger.fatal({ err: error }, 'the database stopped');
      process.exit(1);
    },
  });
  stopOnSignals(server);
  printWelcome({
    config,
    version,
    port: server.port,
    adminUuid,
    addresses: listenAddresses(),
    ffmpeg: await server.ffmpeg,
  });
}

/** From the sources the root is one folder up; compiled, it is two. */
const compiled = import.meta.url.endsWith('.js');
const packageFile = () => (compiled ? '../../package.json' : '../package.json');
const pageFolder = () => (compiled ? '../web/' : '../dist/web/');

function stopOnSignals(server: RunningServer): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), stopWithinMs - 500).unref();
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error) => {
  process.stderr.write(`${explainStartError(error) ?? (error as Error).stack ?? String(error)}\n`);
  process.exit(1);
});
