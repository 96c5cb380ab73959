import { rm } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { fillRoom } from '../test/support/fill-room.ts';
import { startServerProcess } from '../test/support/server-process.ts';
import { browserArgs, chromiumPath, homeThatTrusts } from '../test/support/trusting-browser.ts';
import { install, switchTo } from './support/page-probes.ts';
import { talk } from './support/talk.ts';

const slow = Number(process.env['SLOW'] ?? 1);
const first = await startServerProcess();
const { secret } = await first.person('Reader');
for (let n = 0; n < 10; n++) await first.person(`person ${n}`);
const names = ['Room 1', 'Room 2', 'Room 3', 'Room 4', 'Room 5'];
for (const name of names) await first.admin.json('POST', '/api/admin/rooms', { name });
await first.stop();
const { folder } = first;
const { text } = talk(Number(process.env['SEED'] ?? 6));
for (const room of ['General', ...names]) {
  fillRoom({
    folder,
    room,
    count: 2000,
    apartMs: 30_000,
    firstAtMs: Date.now() - 2000 * 30_000,
    text: () => `${text()} in ${room}`,
    reactionEvery: 8,
  });
}
const server = await startServerProcess({}, folder);
const home = homeThatTrusts(server.caPem);
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: browserArgs,
  env: { ...process.env, HOME: home } as Record<string, string>,
});
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.on('console', (m) => console.log('console', m.text()));
  page.on('pageerror', (m) => console.log('error', m.message));
  await page.addInitScript(install);
  await page.goto(`${server.url}/?user=${secret}`);
  await page.locator('article[data-seq]').last().waitFor();
  await page.waitForLoadState('networkidle');
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 50,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow });
  await cdp.send('Debugger.enable');
  const go = async (name: string) => {
    const done = page.evaluate(switchTo, name).then(
      (v) => v,
      (e) => String(e),
    );
    const stalled = new Promise<string>((d) => setTimeout(() => d('stalled'), 15_000));
    const got = await Promise.race([done, stalled]);
    if (got === 'stalled') {
      for (let i = 0; i < 5; i++) {
        const paused = new Promise<any>((d) => cdp.once('Debugger.paused', d));
        await cdp.send('Debugger.pause');
        const at = await paused;
        console.log(
          'STACK',
          at.callFrames
            .slice(0, 14)
            .map((f: any) => `${f.functionName}@${f.url.split('/').pop()}:${f.location.columnNumber}`)
            .join(' < '),
        );
        await cdp.send('Debugger.resume');
        await new Promise((d) => setTimeout(d, 200));
      }
      throw new Error(`stalled at ${name}`);
    }
    return got;
  };
  for (let round = 0; round < Number(process.env['ROUNDS'] ?? 6); round++) {
    const times = [];
    for (const name of [...names, ...[...names].reverse(), 'General']) {
      times.push(await go(name));
      await page.waitForTimeout(round % 2 ? 50 : 300);
    }
    console.log(round, times.map((t) => (typeof t === 'number' ? Math.round(t) : t)).join(' '));
  }
} finally {
  await browser.close();
  await server.remove();
  await rm(home, { recursive: true, force: true });
}
