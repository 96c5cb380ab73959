/** Loaded into a server that runs as a child: when the process that started it is killed, it must not live on. */
process.channel?.unref();
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
