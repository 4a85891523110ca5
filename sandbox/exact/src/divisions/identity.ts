import type { Answer, Call } from '@connector/simulation';
import type { Division, Row } from './division.js';
import { ExactError } from '../odata/exact-error.js';
import type { User } from '../oauth/user.js';
import { readFilter } from '../odata/odata-query.js';
import { offsetSeconds, wallClock } from './wall-clock.js';

/** `current/Me`, the one resource without a division (exact-online 2). */
export function readMe(
  user: User,
  current: Division | undefined,
  instant: number,
  call: Call,
  baseUrl: string,
): Answer {
  const me = {
    __metadata: { uri: `${baseUrl}/api/v1/current/Me(guid'${user.userId}')`, type: 'Exact.Web.Api.System.Me' },
    UserID: user.userId,
    FullName: 'Koppeling',
    // what the user last opened in the browser
    CurrentDivision: current?.code ?? null,
    ServerTime: `/Date(${wallClock(instant)})/`,
    ServerUtcOffset: offsetSeconds(instant),
    Language: user.language === 'nl' ? 'NL' : 'EN',
    LanguageCode: user.language === 'nl' ? 'nl-NL' : 'en-GB',
    Legislation: '1',
    PackageCode: current?.packageCode ?? null,
  };
  return { status: 200, body: { d: { results: [selected(me, call.query)] } } };
}

/** `system/Divisions`, those that the user may open, and `system/AllDivisions`, those of the licence. */
export function readDivisions(
  divisions: readonly Division[],
  { current, path, key }: { current: number; path: string; key?: string | undefined },
  call: Call,
  baseUrl: string,
): Answer {
  const { predicate } = readFilter(call.query.get('$filter') ?? (key === undefined ? 'Code ne 0' : `Code eq ${key}`));
  const found = divisions.filter(({ code, description, blockingStatus }) =>
    predicate({ Code: code, Description: description, Status: 1, BlockingStatus: blockingStatus }),
  );
  const results = found.map((division) =>
    selected(
      {
        __metadata: {
          uri: `${baseUrl}/api/v1/${current}/${path}(${division.code})`,
          type: 'Exact.Web.Api.System.Division',
        },
        Code: division.code,
        Hid: String(division.code % 1_000),
        CustomerName: division.customer,
        Description: division.description,
        Country: division.country.padEnd(3),
        Currency: division.currency,
        Legislation: '1',
        Current: division.code === current,
        Status: 1,
        BlockingStatus: division.blockingStatus,
        DivisionMoveDate: division.movedAt === null ? null : `/Date(${division.movedAt})/`,
        DivisionHRLinkUnlinkDate: null,
      },
      call.query,
    ),
  );
  if (key === undefined) return { status: 200, body: { d: { results } } };
  if (results.length === 0) throw new ExactError(404, 'Not found');
  return { status: 200, body: { d: results[0]! } };
}

function selected({ __metadata, ...row }: Row, query: URLSearchParams): Row {
  const names = query.get('$select')?.split(',') ?? [];
  if (names.length === 0 || names.includes('*')) return { __metadata, ...row };
  const unknown = names.find((name) => !(name.trim() in row));
  if (unknown !== undefined) throw new ExactError(400, `Could not find a property named '${unknown}'.`);
  return { __metadata, ...Object.fromEntries(names.map((name) => [name.trim(), row[name.trim()]])) };
}
