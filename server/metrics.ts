import type * as prometheus from 'prom-client';

type Labels = Record<string, string>;

/** What the operator can watch. Each feature declares what it counts beside the code that counts it. */
export interface Metrics {
  /** Something that only grows; `by` is 1 unless told. Declared again, it is the same one. */
  counter(name: string, about: About): Count;
  /** How long something took. */
  seconds(name: string, about: About): (labels: Labels, seconds: number) => void;
  /** What is so at the moment of the look. */
  gauge(name: string, about: About & { read: () => Promise<Reading[]> | Reading[] }): void;
  /** Everything, the process's own numbers among it, in Prometheus' text format. */
  text(): Promise<{ type: string; body: string }>;
  stop(): void;
}

type Count = (labels?: Labels, by?: number) => void;

interface About {
  help: string;
  labels?: string[];
}

export interface Reading {
  labels?: Labels;
  value: number;
}

const prefix = 'bungaacord_';
/** From a thumbnail to a long film. */
const buckets = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];
/** Loading the library takes about 100 ms, which a start need not wait for. */
const loadAfterMs = 2000;
const loopLookMs = 50;

type Library = typeof prometheus;
type Registry = prometheus.Registry;
interface Loaded {
  library: Library;
  registry: Registry;
}

/** One for all servers of a process, as tests have them: it watches the process itself. */
let ofProcess: Registry | null = null;

export function createMetrics(): Metrics {
  let loaded: Loaded | null = null;
  const waiting: ((to: Loaded) => void)[] = [];
  const counters = new Map<string, Count>();
  /** At once, or as soon as there is a library to do it. */
  const use = (work: (to: Loaded) => void) => {
    if (loaded) work(loaded);
    else waiting.push(work);
  };
  const load = async (): Promise<Loaded> => {
    const library = await import('prom-client');
    // Two may have waited for the import.
    loaded ??= { library, registry: new library.Registry() };
    for (const work of waiting.splice(0)) work(loaded);
    return loaded;
  };
  const timer = setTimeout(() => void load(), loadAfterMs);
  timer.unref();

  return {
    counter: (name, { help, labels = [] }) => {
      const known = counters.get(name);
      if (known) return known;
      const made = later(use, ({ library, registry }) => {
        return new library.Counter({ name: prefix + name, help, labelNames: labels, registers: [registry] });
      });
      const count: Count = (of = {}, by = 1) => made((counter) => counter.inc(of, by));
      counters.set(name, count);
      return count;
    },
    seconds: (name, { help, labels = [] }) => {
      const made = later(use, ({ library, registry }) => {
        const about = { name: prefix + name, help, labelNames: labels, buckets };
        return new library.Histogram({ ...about, registers: [registry] });
      });
      return (of, seconds) => made((histogram) => histogram.observe(of, seconds));
    },
    gauge: (name, { help, labels = [], read }) =>
      use(({ library, registry }) => {
        const gauge = new library.Gauge({
          name: prefix + name,
          help,
          labelNames: labels,
          registers: [registry],
          collect: async () => {
            gauge.reset();
            for (const { labels: of = {}, value } of await read()) gauge.set(of, value);
          },
        });
      }),
    text: async () => {
      const { library, registry } = loaded ?? (await load());
      ofProcess ??= watchProcess(library);
      const both = library.Registry.merge([registry, ofProcess]);
      return { type: both.contentType, body: await both.metrics() };
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Begins with the first look: a timer that sees how late the loop is wakes an idle server a hundred times a second by default,
 * which was most of what it used.
 */
function watchProcess(library: Library): Registry {
  const registry = new library.Registry();
  library.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopLookMs });
  return registry;
}

/** Makes a thing when the library is there, and hands it what was waiting for it. */
function later<T>(use: (work: (to: Loaded) => void) => void, make: (to: Loaded) => T) {
  let made: T | null = null;
  use((to) => {
    made = make(to);
  });
  return (work: (thing: T) => void) =>
    use(() => {
      if (made) work(made);
    });
}
