import {
  CredentialsFailure,
  describeFailure,
  ENVIRONMENT,
  Failure,
  pageHeaders,
  pageHtml,
  SessionCookie,
  type BrowserAnswer,
  type BrowserRequest,
  type MerchantPage,
} from '@connector/platform';
import { Controller, Get, Inject, Logger, Query, Req, Res } from '@nestjs/common';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { BeginConsent } from './begin-consent.js';
import { CompleteConsent } from './complete-consent.js';
import { pages } from './consent-pages.js';

const SESSION_SECONDS = 600;
const HEADERS = pageHeaders('none');

/** The website workflow of Amazon's consent (amazon-sp-api 3.2): off to Seller Central, and back with a code. */
@Controller('consent')
export class ConsentController {
  private readonly logger = new Logger(ConsentController.name);
  private readonly cookie: SessionCookie;

  constructor(
    private readonly begin: BeginConsent,
    private readonly complete: CompleteConsent,
    @Inject(ENVIRONMENT) environment: AmazonGatewayEnvironment,
  ) {
    this.cookie = new SessionCookie('consent_session', SESSION_SECONDS, environment.AMAZON_GATEWAY_PUBLIC_URL);
  }

  @Get('start')
  async start(@Query('ticket') ticket: unknown, @Res() answer: BrowserAnswer): Promise<void> {
    const begun = await this.begin.with(typeof ticket === 'string' ? ticket : '');
    if (typeof begun === 'string') return this.show(answer, begun === 'notOffered' ? 501 : 410, pages[begun]);
    answer
      .status(302)
      .set({ ...HEADERS, location: begun.location, ...this.cookie.give(begun.session) })
      .send('');
  }

  @Get('callback')
  async callback(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: BrowserRequest,
    @Res() answer: BrowserAnswer,
  ): Promise<void> {
    const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '');
    const session = this.cookie.read(request);
    answer.set(this.cookie.end());
    try {
      const outcome = await this.complete.with({
        state: text('state'),
        session,
        sellerId: text('selling_partner_id'),
        code: text('spapi_oauth_code'),
      });
      return this.show(answer, outcome === 'done' ? 200 : 400, pages[outcome]);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.logger.warn(`A consent was not completed: ${describeFailure(thrown, 200)}`);
      return thrown instanceof CredentialsFailure
        ? this.show(answer, 400, pages.failed)
        : this.show(answer, 503, pages.unavailable);
    }
  }

  private show(answer: BrowserAnswer, status: number, page: MerchantPage): void {
    answer.status(status).set(HEADERS).send(pageHtml(page));
  }
}
