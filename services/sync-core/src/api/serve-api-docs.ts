import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** OpenAPI at `/docs` (page) and `/docs-json` (document). */
export function serveApiDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => apiDocument(app));
}

/** The OpenAPI document of the REST API. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Amazon – Exact Online connector')
    .setDescription('Connections, orders, items, stock and held work. Errors are application/problem+json.')
    .setVersion('0.1.0')
    .addBearerAuth()
    .build();
  return withoutMessages(SwaggerModule.createDocument(app, config));
}

/** Handlers of messages are controllers too, and Nest describes their bodies beside those of HTTP; only what a path names is shown. */
function withoutMessages(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  const wanted = new Set<string>();
  const collect = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || wanted.has(name)) continue;
      wanted.add(name);
      collect(schemas[name]);
    }
  };
  collect(document.paths);
  const shown = Object.fromEntries(Object.entries(schemas).filter(([name]) => wanted.has(name)));
  return { ...document, components: { ...document.components, schemas: shown } };
}
