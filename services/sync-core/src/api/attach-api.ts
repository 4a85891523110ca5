import { BoundedInputPipe } from '@connector/platform';
import type { INestApplication } from '@nestjs/common';
import { serveApiDocs } from './serve-api-docs.js';
import { TypedRequestPipe } from './typed-request.pipe.js';

/** The largest body (security S-12): 500 SKUs of full length fit, and VAT tables of any size that a person keeps. */
const LARGEST_BODY = '1mb';

/** What Nest's applications on Express have besides. */
type ExpressApplication = INestApplication & { useBodyParser(type: 'json', options: { limit: string }): unknown };

/** What every request of the API goes through: bounds, then a body that the request's class does not know is refused by name. */
export function attachApi(app: INestApplication): void {
  (app as ExpressApplication).useBodyParser('json', { limit: LARGEST_BODY });
  app.useGlobalPipes(new BoundedInputPipe(), new TypedRequestPipe());
  serveApiDocs(app);
}
