/** A page as a browser shows it. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

/** A browser with its cookies, by host. Stops at every redirect: the test decides where it goes on. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  async open(url: string | URL, form?: Readonly<Record<string, string>>): Promise<Page> {
    const { host } = new URL(url);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.cookies.get(host) ?? '' },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (cookie !== undefined) this.cookies.set(host, cookie);
    return { url: new URL(url), status: response.status, headers: response.headers, html: await response.text() };
  }
}
