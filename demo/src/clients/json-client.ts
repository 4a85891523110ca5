/** A server that speaks JSON did not answer as it should; the message holds what it said. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** Calls a server that speaks JSON. */
export class JsonClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token?: string,
  ) {}

  async get<T>(path: string): Promise<T> {
    return (await this.call('GET', path)) as T;
  }

  async send<T>(method: 'POST' | 'PATCH' | 'PUT', path: string, body: unknown = {}): Promise<T> {
    return (await this.call(method, path, body)) as T;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new AnswerError(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
