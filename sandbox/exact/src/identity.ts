import type { Answer, Call } from '@connector/simulation';
import type { Division, Row } from './division.js';
import { ExactError } from './exact-error.js';
import type { User } from './oauth.js';
import { offsetSeconds, wallClock } from './wall-clock.js';

/** `current/Me`, the one resource without a division (exact-online 2). */
export function readMe(user: User, instant: number, call: Call, baseUrl: string): Answer {
  const me = {
    __metadata: { uri: `${baseUrl}/api/v1/current/Me(guid'${user.userId}')`, type: 'Exact.Web.Api.System.Me' },
    UserID: user.userId,
    FullName: 'Koppeling',
    CurrentDivision: user.divisions[0] ?? null,
    ServerTime: `/Date(${wallClock(instant)})/`,
    ServerUtcOffset: offsetSeconds(instant),
    Language: user.language === 'nl' ? 'NL' : 'EN',
    LanguageCode: user.language === 'nl' ? 'nl-NL' : 'en-GB',
    Legislation: '1',
    PackageCode: 'Trade',
  };
  return { status: 200, body: { d: { results: [selected(me, call.query)] } } };
}

/** `system/Divisions` and `system/AllDivisions`: the administrations that the user may open. */
export function readDivisions(divisions: readonly Division[], current: number, call: Call, baseUrl: string): Answer {
  const results = divisions.map((division) =>
    selected(
      {
        __metadata: {
          uri: `${baseUrl}/api/v1/${current}/system/Divisions(${division.code})`,
          type: 'Exact.Web.Api.System.Division',
        },
        Code: division.code,
        Hid: String(division.code % 1_000),
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
  return { status: 200, body: { d: { results } } };
}

function selected({ __metadata, ...row }: Row, query: URLSearchParams): Row {
  const names = query.get('$select')?.split(',') ?? [];
  if (names.length === 0 || names.includes('*')) return { __metadata, ...row };
  const unknown = names.find((name) => !(name.trim() in row));
  if (unknown !== undefined) throw new ExactError(400, `Could not find a property named '${unknown}'.`);
  return { __metadata, ...Object.fromEntries(names.map((name) => [name.trim(), row[name.trim()]])) };
}
