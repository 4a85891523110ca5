import { escapeHtml } from './escape-html.js';

/** A page that a merchant sees: Dutch, with English beside it. `{name}` in a text stands for what the page is about. */
export interface MerchantPage {
  readonly titleNl: string;
  readonly titleEn: string;
  readonly nl: string;
  readonly en: string;
}

/** What of a request and an answer these pages need. */
export interface BrowserRequest {
  readonly headers: { readonly cookie?: string };
}
export interface BrowserAnswer {
  status(code: number): BrowserAnswer;
  set(headers: Readonly<Record<string, string>>): BrowserAnswer;
  send(body: string): unknown;
}

/**
 * Nothing of the address goes to others, nothing is loaded or framed: addresses of these pages carry secrets. `formAction` is
 * where a form of the page may go.
 */
export function pageHeaders(formAction: 'none' | 'self'): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action '${formAction}'`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** The page as HTML; `form` is HTML already. */
export function pageHtml(
  page: MerchantPage,
  { named = '', form = '' }: { named?: string; form?: string } = {},
): string {
  const fill = (text: string): string => text.replace('{name}', () => escapeHtml(named));
  return `<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${page.titleNl}</title></head>
<body>
<main>
<h1>${page.titleNl}</h1>
<p>${fill(page.nl)}</p>
<section lang="en"><h2>${page.titleEn}</h2><p>${fill(page.en)}</p></section>
${form}</main>
</body>
</html>
`;
}
