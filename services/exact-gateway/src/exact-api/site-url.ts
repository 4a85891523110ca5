/** Where the Exact Online of a country lives: one customer, one host for consent, tokens and calls (exact-online 1). */
export function siteUrl(environment: { readonly EXACT_URL?: string }, site: string): string {
  return environment.EXACT_URL ?? `https://start.exactonline.${site}`;
}
