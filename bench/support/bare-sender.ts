import { serve } from './child.ts';
import { LightSocket, type Target } from './light.ts';

/** Sends what the bare loop hands on to all. Its text is as long as a frame of ours, and has the moment in it. */
let socket: LightSocket | null = null;
const filling = '"event":"message.posted"'.padEnd(640, ' lorem ipsum');

serve({
  open: async (target: Target) => {
    socket = await LightSocket.open({ ...target, secret: 'none', onText: () => {} });
  },
  pace: async ({ perSecond, seconds }: { perSecond: number; seconds: number }) => {
    const startedAt = performance.now();
    for (let n = 0; n < perSecond * seconds; n++) {
      const due = startedAt + (n * 1000) / perSecond - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      const nowMs = Number(process.hrtime.bigint()) / 1e6;
      socket?.send(` ~at ${nowMs.toFixed(6).padStart(16, '0').slice(0, 16)} ${filling}`);
    }
  },
});
