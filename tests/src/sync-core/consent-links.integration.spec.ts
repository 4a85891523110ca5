import { ENVIRONMENT } from '@connector/platform';
import { consentTicketPlace, type Sealed } from '@connector/sealing';
import type { SyncCoreEnvironment } from '@connector/sync-core/environment';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setStage, type Stage } from './stage.js';

describe('The link with which a browser begins a consent', () => {
  let stage: Stage;
  let connectionId: string;
  beforeAll(async () => {
    stage = await setStage('core_consent');
    connectionId = await stage.connect({ sellerId: 'A000CONSENT1', division: 600_001 });
  });
  afterAll(() => stage.stop());

  it.each([
    ['amazon', 'AMAZON_GATEWAY_PUBLIC_URL', 'exact', {}],
    ['exact', 'EXACT_GATEWAY_PUBLIC_URL', 'amazon', { site: 'nl' }],
  ] as const)(
    'to %s can be opened by that gateway alone, where its address is set',
    async (side, variable, other, more) => {
      const path = `/connections/${connectionId}/${side}-consent`;
      await expect(stage.api.send('POST', path)).rejects.toThrow(/409/);
      const environment = stage.app.get<SyncCoreEnvironment>(ENVIRONMENT);
      environment[variable] = `https://${side}.connector.example/`;
      const { url, expiresAt } = await stage.api.send<{ url: string; expiresAt: string }>('POST', path);
      const link = new URL(url);
      expect(link.origin + link.pathname).toBe(`https://${side}.connector.example/consent/start`);
      expect(url).not.toContain(connectionId);
      const sealed = JSON.parse(Buffer.from(link.searchParams.get('ticket')!, 'base64url').toString('utf8')) as Sealed;
      const opened = stage.sealer.open(sealed, consentTicketPlace(`${side}-gateway`));
      expect(opened).toMatchObject({ connectionId, goodUntil: expiresAt, ...more });
      expect(() => stage.sealer.open(sealed, consentTicketPlace(`${other}-gateway`))).toThrow();
      delete environment[variable];
    },
  );
});
