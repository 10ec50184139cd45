import { describe, expect, test } from '@jest/globals';
import { endpoints } from '../../../api/routes/index.ts';
import {
  isKnownResource,
  mayDo,
  rightTo,
  roles,
  rolesWith,
  type Right,
  type Role,
} from '../../../domain/users/rights.ts';

describe('rights', () => {
  const resources = [
    ...new Set(
      endpoints.filter(({ scope }) => scope !== 'person' && scope !== 'nobody').map(({ tag }) => tag),
    ),
  ];

  test.each(resources)('the resource %s of the API stands in an area of domain/users/rights.ts', (tag) => {
    expect(isKnownResource(tag)).toBe(true);
  });

  test('admin may do everything, also with a resource that is in no area', () => {
    for (const { tag, scope } of endpoints)
      if (scope !== 'person' && scope !== 'nobody') expect(mayDo(['admin'], rightTo(tag, scope))).toBe(true);
    expect(mayDo(['admin'], 'nothing-of-ours:book')).toBe(true);
    expect(rolesWith('nothing-of-ours:book')).toEqual(['admin']);
  });

  test.each<[Role, Right, boolean]>([
    ['sales', 'customer-invoices:book', true],
    ['sales', 'products:write', false],
    ['sales', 'supplier-invoices:read', false],
    ['purchase', 'purchase-orders:book', true],
    ['purchase', 'customer-invoices:write', false],
    ['warehouse', 'shipments:book', true],
    ['warehouse', 'receipts:book', true],
    ['warehouse', 'customer-invoices:write', false],
    ['warehouse', 'inventory-adjustments:write', true],
    ['bookkeeper', 'supplier-invoices:book', true],
    ['bookkeeper', 'payment-terms:write', true],
    ['bookkeeper', 'issues:support', true],
    ['bookkeeper', 'settings:admin', false],
    ['read-only', 'customer-invoices:read', true],
    ['read-only', 'customer-invoices:write', false],
    ['support', 'transfers:support', true],
    ['support', 'customer-invoices:book', false],
    ['support', 'users:admin', false],
  ])('%s: %s is %s', (role, right, expected) => {
    expect(mayDo([role], right)).toBe(expected);
    expect(rolesWith(right).includes(role)).toBe(expected);
  });

  test('only admin administrates, and read-only changes nothing', () => {
    for (const role of roles)
      for (const { tag, scope } of endpoints) {
        if (scope === 'person' || scope === 'nobody') continue;
        if (scope === 'admin') expect(mayDo([role], rightTo(tag, scope))).toBe(role === 'admin');
        if (scope !== 'read') expect(mayDo(['read-only'], rightTo(tag, scope))).toBe(false);
      }
  });

  test('two roles give what either gives', () => {
    expect(mayDo(['sales', 'purchase'], 'purchase-orders:book')).toBe(true);
    expect(mayDo(['sales', 'purchase'], 'customer-invoices:book')).toBe(true);
    expect(mayDo([], 'self:read')).toBe(false);
  });
});
