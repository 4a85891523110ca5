import { describe, expect, it } from '@jest/globals';
import { territoryOf } from './territory.js';

describe('VAT territory of an address (T5)', () => {
  it.each([
    ['Northern Ireland', 'GB', 'BT1 5GS', 'XI'],
    ['Las Palmas', 'ES', '35001', 'ES-CN'],
    ['Tenerife', 'ES', '38001', 'ES-CN'],
    ['Ceuta', 'ES', '51001', 'ES-CE'],
    ['Melilla', 'ES', '52001', 'ES-ML'],
    ['Åland', 'FI', '22100', 'FI-AX'],
    ['Büsingen', 'DE', '78266', 'DE-BUS'],
    ['Heligoland', 'DE', '27498', 'DE-HEL'],
    ['Livigno', 'IT', '23041', 'IT-LIV'],
    ['Campione', 'IT', '22061', 'IT-CAM'],
    ['Mount Athos', 'GR', '63086', 'GR-69'],
    ['Büsingen by its Swiss postcode', 'DE', '8238', 'DE-BUS'],
    ['Campione by its Swiss postcode', 'IT', '6911', 'IT-CAM'],
    ['Jersey written as Great Britain', 'GB', 'JE2 3AB', 'JE'],
    ['Guernsey written as Great Britain', 'GB', 'GY1 1AA', 'GG'],
    ['Guadeloupe', 'FR', '97100', 'FR-OM'],
    ['Réunion', 'FR', '97400', 'FR-OM'],
    ['Corsica', 'FR', '20200', 'FR-20R'],
    ['Madeira', 'PT', '9000-082', 'PT-30'],
    ['the Azores', 'PT', '9500-321', 'PT-20'],
    ['Porto, which is none of them,', 'PT', '4000-322', 'PT'],
    ['Lyon, which is none of them,', 'FR', '69001', 'FR'],
  ])('T5: %s lies in a territory of its own, by postcode', (_, country, postcode, territory) => {
    expect(territoryOf(country, postcode)).toBe(territory);
  });

  it.each(['GP', 'MQ', 'RE', 'GF', 'YT'])(
    'T5: %s is a French overseas department by a country code of its own',
    (code) => {
      expect(territoryOf(code, undefined)).toBe('FR-OM');
      expect(territoryOf(code, '97100')).toBe('FR-OM');
    },
  );

  it('T5: Monaco counts as FR, Isle of Man as GB, Åland and the Canary Islands by code as by postcode', () => {
    expect(territoryOf('MC', '98000')).toBe('FR');
    expect(territoryOf('IM', 'IM1 1AA')).toBe('GB');
    expect(territoryOf('AX', '22100')).toBe('FI-AX');
    expect(territoryOf('IC', undefined)).toBe('ES-CN');
  });

  it('T5: everywhere else, and without a postcode, it is the country', () => {
    expect(territoryOf('NL', '1012 AB')).toBe('NL');
    expect(territoryOf('GB', 'B1 1BB')).toBe('GB');
    expect(territoryOf('GB', undefined)).toBe('GB');
    expect(territoryOf('DE', '27499')).toBe('DE');
    expect(territoryOf('NL', '3500 AA')).toBe('NL');
    expect(territoryOf('US', '35004')).toBe('US');
  });

  it('T5: a postcode counts however it is typed', () => {
    expect(territoryOf('GB', ' bt48 6hq ')).toBe('XI');
    expect(territoryOf('ES', '35 001')).toBe('ES-CN');
    expect(territoryOf('DE', 'D-78266')).toBe('DE-BUS');
    expect(territoryOf('FI', 'AX - 22100')).toBe('FI-AX');
  });
});
