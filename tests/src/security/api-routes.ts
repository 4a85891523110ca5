import { readFileSync } from 'node:fs';

/** A route of sync-core's API, as its OpenAPI document tells it. */
export interface Route {
  readonly method: string;
  /** with its parameters in braces */
  readonly path: string;
  readonly parameters: readonly string[];
}

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly parameters?: readonly { in: string; name: string }[] }>>>
  >;
}

/** What tells of the service and not of a merchant, and asks for no token. */
const OPEN = ['/live', '/ready', '/metrics'];

/** Every route that asks for a token. */
export function guardedRoutes(): Route[] {
  const { paths } = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as OpenApi;
  return Object.entries(paths)
    .filter(([path]) => !OPEN.includes(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({
        method: method.toUpperCase(),
        path,
        parameters: parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name),
      })),
    );
}

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** The path with its parameters filled in. @throws Error when one is not given */
export function filled({ path }: Pick<Route, 'path'>, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path}: no value for {${name}}`);
    return encodeURIComponent(value);
  });
}
