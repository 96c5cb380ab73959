import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backoffMs } from './backoff.ts';
import { stepOf } from './cursors.ts';
import { type Connection, createSocket, type SocketOptions } from './socket.ts';

class FakeWire {
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(frame: unknown) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const welcome = { type: 'welcome', protocol: 1, heartbeatMs: 20_000, streams: {} };

function setUp(more: Partial<SocketOptions> = {}) {
  const wires: FakeWire[] = [];
  const states: Connection[] = [];
  const frames: unknown[] = [];
  let cursors: Record<string, number> = { server: 1 };
  const socket = createSocket({
    connect: () => {
      const wire = new FakeWire();
      wires.push(wire);
      return wire as unknown as ReturnType<SocketOptions['connect']>;
    },
    cursors: () => cursors,
    onWelcome: () => undefined,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    stillSignedIn: async () => true,
    random: () => 1,
    ...more,
  });
  socket.start();
  const last = () => wires.at(-1) as FakeWire;
  const greet = () => {
    last().open();
    last().say(welcome);
  };
  return {
    socket,
    wires,
    states,
    frames,
    last,
    greet,
    setCursors: (next: Record<string, number>) => (cursors = next),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the socket', () => {
  it('says hello with its cursors, and with the newer ones when it comes back', () => {
    const { last, greet, setCursors, wires } = setUp();
    greet();
    expect(last().sent).toEqual([{ type: 'hello', protocol: 1, cursors: { server: 1 } }]);
    setCursors({ server: 7 });
    last().drop(1006);
    vi.advanceTimersByTime(500);
    expect(wires.length).toBe(2);
    last().open();
    expect(last().sent).toEqual([{ type: 'hello', protocol: 1, cursors: { server: 7 } }]);
  });

  it('waits longer each time, and starts over once it was welcome', () => {
    const { last, greet, states } = setUp();
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      last().drop(1006);
      const state = states.at(-1);
      if (state?.is !== 'waiting') throw new Error('it does not wait');
      waits.push(state.untilMs - Date.now());
      vi.advanceTimersByTime(state.untilMs - Date.now());
    }
    expect(waits).toEqual([500, 1000, 2000, 4000]);
    greet();
    last().drop(1012);
    expect(states.at(-1)).toMatchObject({ is: 'waiting', attempt: 1, untilMs: Date.now() + 500 });
  });

  it('leaves a connection that has gone silent', () => {
    const { greet, last, wires } = setUp();
    greet();
    vi.advanceTimersByTime(20_000);
    last().say({ type: 'pong' });
    vi.advanceTimersByTime(45_000);
    expect(wires.length).toBe(1);
    vi.advanceTimersByTime(25_000);
    expect(wires.length).toBe(2);
  });

  it('leaves a connection that does not answer after the machine slept', () => {
    const { socket, greet, last, wires } = setUp();
    greet();
    socket.check();
    vi.advanceTimersByTime(1_000);
    last().say({ type: 'pong' });
    vi.advanceTimersByTime(10_000);
    expect(wires.length).toBe(1);
    socket.check();
    vi.advanceTimersByTime(6_000);
    expect(wires.length).toBe(2);
  });

  it('gives up where waiting cannot help', () => {
    for (const [code, why] of [
      [4001, 'signed-out'],
      [4003, 'signed-out'],
      [4002, 'outdated'],
    ] as const) {
      const { greet, last, states, wires } = setUp();
      greet();
      last().drop(code);
      vi.advanceTimersByTime(120_000);
      expect(states.at(-1)).toEqual({ is: 'stopped', why });
      expect(wires.length).toBe(1);
    }
  });

  it('finds out that it is signed out when the upgrade is refused without a reason', async () => {
    const { last, states } = setUp({ stillSignedIn: async () => false });
    last().drop(1006);
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toEqual({ is: 'stopped', why: 'signed-out' });
  });

  it('tries at once when asked, and leaves a good connection alone', () => {
    const { socket, greet, last, wires } = setUp();
    greet();
    socket.retryNow();
    expect(wires.length).toBe(1);
    last().drop(1006);
    socket.retryNow();
    expect(wires.length).toBe(2);
  });
});

describe('back-off', () => {
  it('lies between half and the whole of a doubled time, at most 15 s', () => {
    expect([backoffMs(0, () => 0), backoffMs(0, () => 1)]).toEqual([250, 500]);
    expect([backoffMs(40, () => 0), backoffMs(40, () => 1)]).toEqual([7_500, 15_000]);
  });
});

describe('cursors', () => {
  it('tell the next event from an old one and from a gap', () => {
    const cursors = { a: 5 };
    expect([stepOf(cursors, 'a', 6), stepOf(cursors, 'a', 5), stepOf(cursors, 'a', 7)]).toEqual([
      'next',
      'old',
      'gap',
    ]);
    expect(stepOf(cursors, 'b', 42)).toBe('next');
  });
});
