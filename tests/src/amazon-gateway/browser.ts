/** What a browser does in a consent: follows redirects by hand, and keeps one session's cookies. */
export class Browser {
  private cookie = '';

  async open(url: string, options: { method?: string; body?: URLSearchParams } = {}): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      ...options,
      ...(this.cookie === '' ? {} : { headers: { cookie: this.cookie } }),
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';')[0]!;
    return response;
  }
}
