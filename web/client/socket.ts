import {
  closeCodes,
  heartbeatMs as defaultHeartbeatMs,
  protocolVersion,
  silenceHeartbeats,
} from '../../protocol/limits.ts';
import type { ClientFrame, ServerFrame, Welcome } from '../../protocol/socket.ts';
import { backoffMs } from './backoff.ts';
import type { Cursors } from './cursors.ts';

export type Connection =
  | { is: 'idle' }
  | { is: 'connecting'; attempt: number }
  | { is: 'open' }
  | { is: 'waiting'; attempt: number; untilMs: number }
  | { is: 'stopped'; why: 'signed-out' | 'outdated' };

type Wire = Pick<WebSocket, 'send' | 'close' | 'readyState'> & {
  onopen: (() => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
};

export type SocketOptions = {
  connect: () => Wire;
  /** Where to resume; asked anew for each hello. */
  cursors: () => Cursors;
  onWelcome: (welcome: Welcome) => void;
  onFrame: (frame: Exclude<ServerFrame, Welcome>) => void;
  onState: (state: Connection) => void;
  /** Asked after a connection that never opened: is one still signed in? A refused upgrade doesn't say why. */
  stillSignedIn: () => Promise<boolean>;
  random?: () => number;
  now?: () => number;
};

const slowestOpenMs = 15_000;
const answerMs = 5_000;

/** The one connection: says hello with the cursors, listens for silence, comes back by itself with patience. */
export function createSocket(options: SocketOptions) {
  const now = options.now ?? Date.now;
  let wire: Wire | null = null;
  let state: Connection = { is: 'idle' };
  let attempt = 0;
  let heartbeatMs = defaultHeartbeatMs;
  let heardAt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let pulseTimer: ReturnType<typeof setInterval> | undefined;

  const become = (next: Connection) => {
    state = next;
    options.onState(next);
  };

  function transmit(frame: ClientFrame) {
    if (wire?.readyState === 1) wire.send(JSON.stringify(frame));
  }

  function pulse() {
    const limitMs = state.is === 'open' ? heartbeatMs * silenceHeartbeats : slowestOpenMs;
    if (now() - heardAt > limitMs) lost(0);
    else if (state.is === 'open') transmit({ type: 'ping' });
  }

  function hear(data: unknown) {
    heardAt = now();
    if (typeof data !== 'string') return;
    const frame = JSON.parse(data) as ServerFrame;
    if (frame.type !== 'welcome') {
      options.onFrame(frame);
      return;
    }
    attempt = 0;
    heartbeatMs = frame.heartbeatMs;
    clearInterval(pulseTimer);
    pulseTimer = setInterval(pulse, heartbeatMs);
    options.onWelcome(frame);
    become({ is: 'open' });
  }

  function release() {
    clearInterval(pulseTimer);
    clearTimeout(retryTimer);
    const old = wire;
    wire = null;
    if (!old) return;
    old.onopen = null;
    old.onclose = null;
    old.onmessage = null;
    old.close();
  }

  function open() {
    release();
    become({ is: 'connecting', attempt });
    heardAt = now();
    pulseTimer = setInterval(pulse, 5_000);
    const fresh = options.connect();
    wire = fresh;
    fresh.onopen = () => transmit({ type: 'hello', protocol: protocolVersion, cursors: options.cursors() });
    fresh.onmessage = (event) => hear(event.data);
    fresh.onclose = (event) => lost(event.code);
  }

  function stop(why: 'signed-out' | 'outdated') {
    release();
    become({ is: 'stopped', why });
  }

  function lost(code: number) {
    const wasOpen = state.is === 'open';
    release();
    if (code === closeCodes.unauthenticated || code === closeCodes.removed) return stop('signed-out');
    if (code === closeCodes.protocol) return stop('outdated');
    const waitMs = backoffMs(attempt, options.random);
    attempt += 1;
    become({ is: 'waiting', attempt, untilMs: now() + waitMs });
    retryTimer = setTimeout(open, waitMs);
    if (!wasOpen) {
      void options.stillSignedIn().then((signedIn) => {
        if (!signedIn && state.is !== 'open' && state.is !== 'idle') stop('signed-out');
      });
    }
  }

  return {
    start: open,
    /** Tries at once instead of waiting on; a connection that stands is left alone. */
    retryNow() {
      if (state.is === 'waiting') open();
    },
    /** Gives up this connection and resumes from the cursors: what one does when an event is missing. */
    resume: open,
    /** After the machine slept, a socket may look alive without being so: makes it prove it. */
    check() {
      if (state.is === 'waiting') return open();
      if (state.is !== 'open') return;
      const asked = wire;
      const askedAt = now();
      transmit({ type: 'ping' });
      setTimeout(() => {
        if (wire === asked && heardAt <= askedAt) open();
      }, answerMs);
    },
    send: transmit,
    end() {
      release();
      become({ is: 'idle' });
    },
  };
}
