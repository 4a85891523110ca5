import type { KubernetesObject } from './helm.js';

type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly to?: readonly Peer[];
  readonly from?: readonly Peer[];
  readonly ports?: readonly { readonly port: number | string }[];
}
interface Policy {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ('Ingress' | 'Egress')[];
  readonly egress?: readonly Rule[];
  readonly ingress?: readonly Rule[];
}

/** One end of a connection: a pod with its labels and its namespace, or an address outside. */
export type End = { readonly labels: Labels; readonly namespace?: Labels } | { readonly address: string };

/** Whether the policies let one end open a port of the other, as Kubernetes reads them: what is not allowed is denied. */
export function mayReach(objects: readonly KubernetesObject[], from: End, to: End, port: number | string): boolean {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec as Policy);
  return allowed(policies, 'Egress', from, to, port) && allowed(policies, 'Ingress', to, from, port);
}

function allowed(
  policies: readonly Policy[],
  direction: 'Ingress' | 'Egress',
  mine: End,
  other: End,
  port: number | string,
): boolean {
  // policies stand in the chart's namespace: they say nothing of pods elsewhere
  if (!('labels' in mine) || mine.namespace !== undefined) return true;
  const own = policies.filter(
    ({ podSelector, policyTypes }) => policyTypes.includes(direction) && matches(podSelector, mine.labels),
  );
  if (own.length === 0) return true;
  const rules = own.flatMap((policy) => (direction === 'Egress' ? policy.egress : policy.ingress) ?? []);
  return rules.some(
    (rule) =>
      (rule.ports ?? [{ port }]).some((entry) => entry.port === port) &&
      ((direction === 'Egress' ? rule.to : rule.from) ?? []).some((peer) => isPeer(peer, other)),
  );
}

function isPeer({ ipBlock, podSelector, namespaceSelector }: Peer, end: End): boolean {
  if ('address' in end)
    return (
      ipBlock !== undefined &&
      within(ipBlock.cidr, end.address) &&
      !(ipBlock.except ?? []).some((cidr) => within(cidr, end.address))
    );
  if (ipBlock !== undefined) return false;
  const rightNamespace =
    namespaceSelector === undefined ? end.namespace === undefined : matches(namespaceSelector, end.namespace ?? {});
  return rightNamespace && (podSelector === undefined || matches(podSelector, end.labels));
}

function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`${operator} is not known here`);
      return values?.includes(labels[key] ?? '') === true;
    })
  );
}

function within(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(network) / size) === Math.floor(numberOf(address) / size);
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
