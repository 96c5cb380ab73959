// Imported where a program must not outlive the one that started it. npm runs a script in a shell, and passes signals
// to that shell only, which dies of them without a word to us.
const parent = process.ppid;
const lookEveryMs = 250;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, lookEveryMs).unref();
