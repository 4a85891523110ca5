import {
  describeFailure,
  ENVIRONMENT,
  Failure,
  pageHeaders,
  pageHtml,
  SessionCookie,
  type BrowserAnswer,
  type BrowserRequest,
} from '@connector/platform';
import { Body, Controller, Get, Inject, Logger, Post, Query, Req, Res } from '@nestjs/common';
import type { ExactGatewayEnvironment } from '../environment.js';
import { BeginConsent } from './begin-consent.js';
import { CompleteConsent, type ConsentOutcome } from './complete-consent.js';
import { choiceForm, pages } from './consent-pages.js';

const SESSION_SECONDS = 600;
const HEADERS = pageHeaders('self');

/** A merchant lets the connector into Exact Online (exact-online 1): off to Exact, back with a code, and the administration. */
@Controller('consent')
export class ConsentController {
  private readonly logger = new Logger(ConsentController.name);
  private readonly cookie: SessionCookie;

  constructor(
    private readonly begin: BeginConsent,
    private readonly complete: CompleteConsent,
    @Inject(ENVIRONMENT) environment: ExactGatewayEnvironment,
  ) {
    this.cookie = new SessionCookie('exact-consent', SESSION_SECONDS, environment.EXACT_GATEWAY_PUBLIC_URL);
  }

  @Get('start')
  async start(@Query('ticket') ticket: unknown, @Res() answer: BrowserAnswer): Promise<void> {
    const begun = await this.begin.with(typeof ticket === 'string' ? ticket : '');
    if (typeof begun === 'string') return show(answer, begun === 'notOffered' ? 501 : 410, pageHtml(pages[begun]));
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
    const came = { state: text('state'), session: this.cookie.read(request), code: text('code') };
    await this.answerWith(answer, () => this.complete.with(came));
  }

  @Post('division')
  async division(
    @Body() form: Readonly<Record<string, unknown>> | undefined,
    @Req() request: BrowserRequest,
    @Res() answer: BrowserAnswer,
  ): Promise<void> {
    const { choice, division } = form ?? {};
    await this.answerWith(answer, () =>
      this.complete.choose(typeof choice === 'string' ? choice : '', this.cookie.read(request), Number(division)),
    );
  }

  private async answerWith(answer: BrowserAnswer, work: () => Promise<ConsentOutcome>): Promise<void> {
    try {
      const outcome = await work();
      if ('choice' in outcome)
        return show(answer, 200, pageHtml(pages.choose, { form: choiceForm(outcome.choice, outcome.divisions) }));
      answer.set(this.cookie.end());
      return show(answer, outcome.page === 'done' ? 200 : 400, pageHtml(pages[outcome.page], outcome));
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.logger.warn(`A consent was not completed: ${describeFailure(thrown, 200)}`);
      const refused = thrown.failureClass === 'credentials';
      return show(answer, refused ? 400 : 503, pageHtml(refused ? pages.failed : pages.unavailable));
    }
  }
}

function show(answer: BrowserAnswer, status: number, html: string): void {
  answer.status(status).set(HEADERS).send(html);
}
