import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { EventName } from '../../../protocol/socket.ts';
import { sentence } from '../../client/api.ts';
import { listen } from '../../client/store.ts';
import { complain } from '../../ui/toast.tsx';

/** What was asked of the server: `value` is null until it is there; `error` is a sentence. */
export type Load<T> = {
  value: T | null;
  error: string | null;
  reload: () => void;
  set: (value: T) => void;
};

/** Asks when the component appears. An answer that a newer one has overtaken is dropped. */
export function useLoad<T>(ask: () => Promise<T>): Load<T> {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<string | null>(null);
  const turn = useRef(0);
  const latestAsk = useRef(ask);
  latestAsk.current = ask;
  const set = useCallback((next: T) => {
    turn.current++;
    setValue(next);
  }, []);
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setError(null);
    try {
      const next = await latestAsk.current();
      if (mine === turn.current) setValue(next);
    } catch (thrown) {
      if (mine === turn.current) setError(sentence(thrown));
    }
  }, []);
  useEffect(() => {
    void reload();
    return () => {
      turn.current++;
    };
  }, []);
  return { value, error, reload, set };
}

/** Something that a button does, once at a time. Failures become a toast, unless `onError` shows them. */
export function useBusy() {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = async (
    work: () => Promise<void>,
    onError: (error: unknown) => void = (error) => complain(sentence(error)),
  ) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      onError(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, run };
}

const settleMs = 200;

/** Calls once after a burst of events, such as one per room when their order changes. */
export function useEvents(names: readonly EventName[], call: () => void) {
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), settleMs);
    };
    const stops = names.map((name) => listen(name, later));
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, []);
}
