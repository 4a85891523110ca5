import type { BrowserRequest } from './merchant-page.js';

/** The cookie that binds a browser to a consent under way, from its start to its return. */
export class SessionCookie {
  private readonly pattern: RegExp;

  /** @param publicUrl where browsers reach the service; over https the cookie goes over https alone */
  constructor(
    private readonly name: string,
    private readonly seconds: number,
    private readonly publicUrl: string | undefined,
  ) {
    this.pattern = new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`);
  }

  /** The session of a browser; empty where it has none. */
  read(request: BrowserRequest): string {
    return this.pattern.exec(request.headers.cookie ?? '')?.[1] ?? '';
  }

  /** The header that gives a browser a session. */
  give(session: string): Readonly<Record<'set-cookie', string>> {
    return { 'set-cookie': this.text(session, this.seconds) };
  }

  /** The header that takes it away. */
  end(): Readonly<Record<'set-cookie', string>> {
    return { 'set-cookie': this.text('', 0) };
  }

  /** `Lax`, because the browser comes back from the platform's site. */
  private text(value: string, seconds: number): string {
    const secure = this.publicUrl?.startsWith('https:') === true ? '; Secure' : '';
    return `${this.name}=${value}; Max-Age=${seconds}; Path=/consent; HttpOnly; SameSite=Lax${secure}`;
  }
}
