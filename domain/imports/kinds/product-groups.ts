import {
  createProductGroup,
  newProductGroupRow,
  productGroupRegister,
  productGroupRules,
  updateProductGroup,
} from '../../products/product-group.service.ts';
import type { NewProductGroup, ProductGroupFields } from '../../products/product-group.service.ts';
import { registerKind } from '../register-kind.ts';

export const productGroups = registerKind({
  name: 'product-groups',
  register: productGroupRegister,
  rules: productGroupRules,
  columns: {
    number: { type: 'whole', example: '1' },
    name: { type: 'text', example: 'Træ', isMandatory: true },
    vat_domestic: { type: 'decimal', example: '25', isMandatory: true },
    vat_eu: { type: 'decimal', example: '0' },
    vat_abroad: { type: 'decimal', example: '0' },
    vat_domestic_exempt: { type: 'decimal', example: '0' },
    has_inventory: { type: 'yes-no', example: 'true' },
    should_spread_cost: { type: 'yes-no', example: 'true' },
    is_sellable: { type: 'yes-no', example: 'true' },
  },
  careful: {
    whenCreated: [],
    // Locked after the first transaction of an item in it.
    whenUpdated: ['hasInventory'],
    create: (em, input, actor) => createProductGroup(em, input as unknown as NewProductGroup, actor),
    update: (em, key, patch, actor) => updateProductGroup(em, Number(key), patch, {}, actor),
  },
  newRow: (input) => newProductGroupRow(input as unknown as ProductGroupFields),
});
