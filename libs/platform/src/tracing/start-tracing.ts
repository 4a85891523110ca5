import { context, propagation, trace } from '@opentelemetry/api';

/**
 * Sends spans to an OpenTelemetry collector by OTLP/HTTP, if OTEL_EXPORTER_OTLP_ENDPOINT names one; else nothing is even
 * loaded. OTEL_TRACES_SAMPLER_ARG is the share of new traces that are kept, 1 by default; a trace that was begun elsewhere
 * is kept whole or not at all. Headers and time-outs are read by the exporter itself (OTEL_EXPORTER_OTLP_HEADERS, …).
 * @returns what sends the rest at the end
 */
export async function startTracing(
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<() => Promise<void>> {
  if (!isAsked(environment)) return async () => undefined;
  const [sdk, { resourceFromAttributes }, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, core] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
    ]);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'amazon-exact-connector' }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(shareOf(environment)) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: 1_000 })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown().catch(() => undefined);
}

function isAsked(environment: NodeJS.ProcessEnv): boolean {
  return ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].some(
    (name) => (environment[name] ?? '') !== '',
  );
}

function shareOf(environment: NodeJS.ProcessEnv): number {
  const share = Number(environment['OTEL_TRACES_SAMPLER_ARG'] ?? '1');
  return share >= 0 && share <= 1 ? share : 1;
}
