/** A server that speaks JSON did not answer as it should; the message holds what it said. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** A server is away at this moment: nothing answers under its name, or it says itself that it cannot answer now. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Calls a server that speaks JSON. */
export class JsonClient {
  constructor(
    private readonly baseUrl: string,
    private readonly token?: string,
  ) {}

  /** @throws Unreachable, which passes; AnswerError, which does not */
  async get<T>(path: string): Promise<T> {
    return (await this.call('GET', path)) as T;
  }

  async send<T>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
    return (await this.call(method, path, body)) as T;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.ask(method, path, body);
    const said = `${method} ${path} was answered ${status}: ${text.slice(0, 500)}`;
    if (status >= 500) throw new Unreachable(said);
    if (status >= 400) throw new AnswerError(said);
    return text === '' ? undefined : JSON.parse(text);
  }

  private async ask(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
    const request = {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    };
    try {
      const response = await fetch(this.baseUrl + path, request);
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new Unreachable(`${method} ${path} was not answered`, { cause: error });
    }
  }
}
