import { describe, expect, it } from '@jest/globals';
import { pageHeaders, pageHtml } from './merchant-page.js';
import { SessionCookie } from './session-cookie.js';

const page = { titleNl: 'Gelukt', titleEn: 'Done', nl: 'Het werkt met {name}.', en: 'It works with {name}.' };

describe('S-15: a page that a merchant sees', () => {
  it('says it in Dutch and in English, and shows a name as the text that it is', () => {
    const html = pageHtml(page, { named: '<b>$& B.V.</b>' });
    expect(html).toContain('Het werkt met &lt;b&gt;$&amp; B.V.&lt;/b&gt;.');
    expect(html).toContain('<section lang="en"><h2>Done</h2>');
    expect(html).not.toContain('<b>');
  });

  it('loads nothing, is framed by nobody, and tells its address to nobody', () => {
    expect(pageHeaders('none')).toMatchObject({
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    });
  });
});

describe('S-15: the cookie of a consent', () => {
  const cookie = new SessionCookie('exact-consent', 600, 'https://koppeling.example');

  it('is found again among others, and by its whole name', () => {
    expect(cookie.read({ headers: { cookie: 'a=1; exact-consent=abc-1; b=2' } })).toBe('abc-1');
    expect(cookie.read({ headers: { cookie: 'not-exact-consent=abc' } })).toBe('');
    expect(cookie.read({ headers: {} })).toBe('');
  });

  it('is out of the reach of scripts and other sites, and goes over https alone where there is https', () => {
    expect(cookie.give('abc')['set-cookie']).toBe(
      'exact-consent=abc; Max-Age=600; Path=/consent; HttpOnly; SameSite=Lax; Secure',
    );
    expect(new SessionCookie('c', 600, 'http://localhost:3000').give('abc')['set-cookie']).not.toContain('Secure');
    expect(cookie.end()['set-cookie']).toContain('Max-Age=0');
  });
});
