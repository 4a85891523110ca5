import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exactLengths } from '@connector/contracts';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_field_lengths');
  await stage.start(1);
  commander = new Commander(stage);
  shop = await Commands.for(stage, commander, await stage.connect());
});

afterAll(async () => {
  await stage.close();
});

/** As many UTF-16 units as Exact takes, in letters of two units each. */
const full = (field: keyof typeof exactLengths): string => {
  const units = exactLengths[field];
  return `${'🎁'.repeat(units >> 1)}${units % 2 === 1 ? 'x' : ''}`;
};

const rowOf = async (table: string, field: string, value: string): Promise<Readonly<Record<string, unknown>>> => {
  const found = (await stage.table(shop.connection.division, table)).filter((row) => row[field] === value);
  expect(found).toHaveLength(1);
  return found[0]!;
};

/** The sandbox has lengths of its own, counted in UTF-16 units, and refuses a longer text. */
describe('D13: the longest texts of the contracts', () => {
  const address = {
    addressLine1: full('addressLine'),
    addressLine2: full('addressLine'),
    addressLine3: full('addressLine'),
    postcode: full('postcode'),
    city: full('city'),
    country: 'NL',
  };
  const written = {
    AddressLine1: address.addressLine1,
    AddressLine2: address.addressLine2,
    AddressLine3: address.addressLine3,
    Postcode: address.postcode,
    City: address.city,
  };
  const reach = { phone: full('phone'), email: full('email') };

  it('of a debtor stand in Exact whole, those of the contact and of the delivery address too', async () => {
    const person = { firstName: full('contactName'), lastName: full('contactName'), ...reach };
    const personal = {
      account: { name: full('accountName'), vatNumber: full('vatNumber'), ...address, ...reach },
      contact: person,
      deliveryAddress: { ...address, addressLine1: `x${address.addressLine1.slice(2)}x` },
    };
    const sent = shop.debtor('AMZ-longest', personal, { deliveryAddressKey: 'longest-address' });
    const { type, body } = await commander.settle(sent);
    expect(type).toBe('exact.debtor.ensured.v1');
    expect(await rowOf('accounts', 'ID', String(body['accountId']))).toMatchObject({
      ...written,
      Name: personal.account.name,
      VATNumber: personal.account.vatNumber,
      Phone: reach.phone,
      Email: reach.email,
    });
    expect(await rowOf('contacts', 'ID', String(body['contactId']))).toMatchObject({
      FirstName: person.firstName,
      LastName: person.lastName,
      Phone: reach.phone,
      Email: reach.email,
    });
    expect(await rowOf('addresses', 'ID', String(body['deliveryAddressId']))).toMatchObject({
      ...written,
      AddressLine1: personal.deliveryAddress.addressLine1,
    });
  });

  it('of an item and of a sales order stand in Exact whole', async () => {
    const texts = {
      description: full('itemDescription'),
      extraDescription: full('itemExtraDescription'),
      barcode: '4'.repeat(exactLengths.barcode),
    };
    const item = await commander.settle(shop.item(full('itemCode'), texts));
    expect(item.type).toBe('exact.item.ensured.v1');
    const itemId = String(item.body['itemId']);
    expect(await rowOf('items', 'ID', itemId)).toMatchObject({
      Code: full('itemCode'),
      Description: texts.description,
      ExtraDescription: texts.extraDescription,
      Barcode: texts.barcode,
    });
    const { accountId } = await shop.readyForOrders();
    const order = await commander.settle(
      shop.salesOrder(full('yourRef'), accountId, itemId, {
        description: full('orderDescription'),
        lines: [{ itemId, description: full('orderLineDescription'), quantity: 2, netPrice: '12.10', vatCode: '2' }],
      }),
    );
    expect(order.type).toBe('exact.sales-order.created.v1');
    expect(await rowOf('salesorders', 'OrderID', String(order.body['salesOrderId']))).toMatchObject({
      YourRef: full('yourRef'),
      Description: full('orderDescription'),
      SalesOrderLines: [{ Description: full('orderLineDescription') }],
    });
  });
});
