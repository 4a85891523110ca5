import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
} from '@opentelemetry/api';
import { failureClassOf, Failure } from '../failure/failure.js';
import { currentWork, inWork } from '../work/current-work.js';

const TRACER = 'connector';

export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** ids, names and counts of a bounded size; never a buyer, a text of a platform or a secret */
  readonly attributes?: Attributes;
  /** the W3C trace context that this span continues, in place of the span around it */
  readonly parent?: string;
  /** a trace of its own, linked with the span around it: one of many things that one answer brought */
  readonly root?: boolean;
}

/** What ran inside may say more about itself. */
export interface RunningSpan {
  set(attributes: Attributes): void;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Runs something as a span. Without an exporter (see `startTracing`) it costs next to nothing. A failure is noted by its
 * class and reason alone: its text may quote a platform.
 */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  run: (span: RunningSpan) => Promise<T>,
): Promise<T> {
  const { links, parent } = placeOf(options);
  return trace
    .getTracer(TRACER)
    .startActiveSpan(
      name,
      { kind: KINDS[options.kind ?? 'internal'], attributes: options.attributes ?? {}, links },
      parent,
      async (span) => {
        try {
          return await run({ set: (attributes) => void span.setAttributes(attributes) });
        } catch (thrown) {
          span.setAttribute('error.type', failureClassOf(thrown));
          if (thrown instanceof Failure) span.setAttribute('connector.reason', thrown.reasonCode);
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw thrown;
        } finally {
          span.end();
        }
      },
    );
}

/** The W3C trace context of the span around, or that of the message under way where nothing is traced here. */
export function traceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? currentWork()?.traceparent;
}

/** Runs something outside of every span: a loop that outlives the work that set it off. */
export function outsideSpans<T>(run: () => T): T {
  return context.with(ROOT_CONTEXT, run);
}

/** Runs something as part of the trace that a stored trace context names. */
export function inTraceOf<T>(stored: string | null | undefined, run: () => T): T {
  return stored == null ? run() : inWork({ traceparent: stored }, () => context.with(contextOf(stored), run));
}

function placeOf({ parent, root }: SpanOptions): { parent: Context; links: Link[] } {
  if (parent !== undefined) return { parent: contextOf(parent), links: [] };
  const around = trace.getSpanContext(context.active());
  if (root !== true) return { parent: context.active(), links: [] };
  return { parent: trace.deleteSpan(context.active()), links: around === undefined ? [] : [{ context: around }] };
}

function contextOf(stored: string): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent: stored });
}
