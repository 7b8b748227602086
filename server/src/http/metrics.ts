import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";

export interface RequestSeen {
  /** The catalogue's name; `none` outside the operations. */
  readonly operation: string;
  readonly status: number;
  readonly seconds: number;
}

export interface AttemptSeen {
  readonly outcome: string;
  readonly durationMs: number;
}

/** What one application counts about itself. */
export interface Metrics {
  readonly contentType: string;
  sawRequest(request: RequestSeen): void;
  sawAttempt(attempt: AttemptSeen): void;
  /** Prometheus text: ours, and those of the process. */
  text(): Promise<string>;
}

// Memory, CPU and event loop belong to the process: collected once, however many applications it holds.
const ofProcess = new Registry();
// The library looks at the event loop every 10 ms unless told otherwise, which is most of what an idle process does.
collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: 200 });

export const createMetrics = (): Metrics => {
  const own = new Registry();
  const requests = new Histogram({
    name: "connect_request_duration_seconds",
    help: "Requests by operation and status.",
    labelNames: ["operation", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [own],
  });
  const attempts = new Counter({
    name: "connect_delivery_attempts_total",
    help: "Attempts to deliver an event, by outcome.",
    labelNames: ["outcome"],
    registers: [own],
  });
  const durations = new Histogram({
    name: "connect_delivery_attempt_duration_seconds",
    help: "How long receivers took to answer.",
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [own],
  });
  return {
    contentType: own.contentType,
    sawRequest({ operation, status, seconds }) {
      requests.observe({ operation, status }, seconds);
    },
    sawAttempt({ outcome, durationMs }) {
      attempts.inc({ outcome });
      durations.observe(durationMs / 1000);
    },
    text: () => Registry.merge([ofProcess, own]).metrics(),
  };
};
