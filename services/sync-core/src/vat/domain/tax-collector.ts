import type { AmazonOrderLineV1 } from '@connector/contracts';

/** Schemes under which Amazon pays the VAT itself (domain M8; amazon-sp-api 6.3). */
const AMAZON_COLLECTS = new Set(['IOSS', 'GB_VOEC', 'NO_VOEC', 'JE_VOEC', 'CH_SUPPLIER_IMPORT']);

/** Who pays the VAT of a line; `unknown` names what nobody knows (domain M8, M11). */
export type Collector =
  { readonly who: 'merchant' | 'amazon'; readonly scheme: string } | { readonly who: 'unknown'; readonly what: string };

/** `uossCollector`: what the installation says of UOSS, a scheme made for sellers outside the EU. */
export function collectorOf(
  line: Pick<AmazonOrderLineV1, 'reportingSchemes' | 'taxCollections'>,
  uossCollector?: 'merchant' | 'amazon',
): Collector {
  const schemes = line.reportingSchemes;
  const strange = line.taxCollections.find(({ model }) => model !== 'MARKETPLACE_FACILITATOR');
  if (strange !== undefined) return { who: 'unknown', what: strange.model ?? 'collection without a model' };
  const unheardOf = schemes.find((scheme) => scheme !== 'UOSS' && !AMAZON_COLLECTS.has(scheme));
  if (unheardOf !== undefined) return { who: 'unknown', what: unheardOf };
  const scheme = schemes.find((name) => AMAZON_COLLECTS.has(name)) ?? schemes[0] ?? 'none';
  if (line.taxCollections.length > 0 || AMAZON_COLLECTS.has(scheme)) return { who: 'amazon', scheme };
  if (scheme === 'none') return { who: 'merchant', scheme };
  return uossCollector === undefined ? { who: 'unknown', what: scheme } : { who: uossCollector, scheme };
}
