import type { EntityManager } from '@mikro-orm/postgresql';
import * as categories from '../../../domain/adjustments/adjustment-category.service.ts';
import * as bankAccounts from '../../../domain/bank-accounts/bank-account.service.ts';
import * as customerGroups from '../../../domain/customers/customer-group.service.ts';
import * as employees from '../../../domain/employees/employee.service.ts';
import * as layouts from '../../../domain/layouts/layout.service.ts';
import * as locations from '../../../domain/locations/location.service.ts';
import * as productGroups from '../../../domain/products/product-group.service.ts';
import * as projects from '../../../domain/projects/project.service.ts';
import * as units from '../../../domain/products/unit.service.ts';
import * as supplierGroups from '../../../domain/suppliers/supplier-group.service.ts';
import * as deliveryTerms from '../../../domain/terms/delivery-terms.service.ts';
import * as terms from '../../../domain/terms/payment-terms.service.ts';
import type { ListQuery } from '../../../domain/lists.ts';
import type { ChangeOptions } from '../../../domain/registers.ts';

interface Row {
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly changedBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A register, driven through its own service. */
interface Driver {
  create(em: EntityManager, input: { number?: number; name: string }): Promise<Row>;
  update(em: EntityManager, number: number, patch: { name?: string }, options: ChangeOptions): Promise<Row>;
  remove(em: EntityManager, number: number, options?: ChangeOptions): Promise<void>;
  find(em: EntityManager, number: number): Promise<Row>;
  list(em: EntityManager, query?: ListQuery): Promise<{ rows: Row[]; total: number | null }>;
}

/** Every register of numbers and names. */
export const registers: [string, Driver][] = [
  [
    'customer group',
    {
      create: (em, input) => customerGroups.createCustomerGroup(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        customerGroups.updateCustomerGroup(em, number, patch, options, 'somebody else'),
      remove: customerGroups.deleteCustomerGroup,
      find: customerGroups.findCustomerGroup,
      list: customerGroups.listCustomerGroups,
    },
  ],
  [
    'supplier group',
    {
      create: (em, input) => supplierGroups.createSupplierGroup(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        supplierGroups.updateSupplierGroup(em, number, patch, options, 'somebody else'),
      remove: supplierGroups.deleteSupplierGroup,
      find: supplierGroups.findSupplierGroup,
      list: supplierGroups.listSupplierGroups,
    },
  ],
  [
    'product group',
    {
      create: (em, input) =>
        productGroups.createProductGroup(em, { ...input, vatDomestic: '25.00' }, 'somebody'),
      update: (em, number, patch, options) =>
        productGroups.updateProductGroup(em, number, patch, options, 'somebody else'),
      remove: productGroups.deleteProductGroup,
      find: productGroups.findProductGroup,
      list: productGroups.listProductGroups,
    },
  ],
  [
    'unit',
    {
      create: (em, input) => units.createUnit(em, input, 'somebody'),
      update: (em, number, patch, options) => units.updateUnit(em, number, patch, options, 'somebody else'),
      remove: units.deleteUnit,
      find: units.findUnit,
      list: units.listUnits,
    },
  ],
  [
    'layout',
    {
      create: (em, input) => layouts.createLayout(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        layouts.updateLayout(em, number, patch, options, 'somebody else'),
      remove: layouts.deleteLayout,
      find: layouts.findLayout,
      list: layouts.listLayouts,
    },
  ],
  [
    'adjustment category',
    {
      create: (em, input) => categories.createAdjustmentCategory(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        categories.updateAdjustmentCategory(em, number, patch, options, 'somebody else'),
      remove: categories.deleteAdjustmentCategory,
      find: categories.findAdjustmentCategory,
      list: categories.listAdjustmentCategories,
    },
  ],
  [
    'employee',
    {
      create: (em, input) => employees.createEmployee(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        employees.updateEmployee(em, number, patch, options, 'somebody else'),
      remove: employees.deleteEmployee,
      find: employees.findEmployee,
      list: employees.listEmployees,
    },
  ],
  [
    'payment terms',
    {
      create: (em, input) => terms.createPaymentTerms(em, { ...input, type: 'net' }, 'somebody'),
      update: (em, number, patch, options) =>
        terms.updatePaymentTerms(em, number, patch, options, 'somebody else'),
      remove: terms.deletePaymentTerms,
      find: terms.findPaymentTerms,
      list: terms.listPaymentTerms,
    },
  ],
  [
    'delivery terms',
    {
      create: (em, input) => deliveryTerms.createDeliveryTerms(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        deliveryTerms.updateDeliveryTerms(em, number, patch, options, 'somebody else'),
      remove: deliveryTerms.deleteDeliveryTerms,
      find: deliveryTerms.findDeliveryTerms,
      list: deliveryTerms.listDeliveryTerms,
    },
  ],
  [
    'project',
    {
      create: (em, input) => projects.createProject(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        projects.updateProject(em, number, patch, options, 'somebody else'),
      remove: projects.deleteProject,
      find: projects.findProject,
      list: projects.listProjects,
    },
  ],
  [
    'bank account',
    {
      create: (em, input) => bankAccounts.createBankAccount(em, { ...input, accountNumber: '1' }, 'somebody'),
      update: (em, number, patch, options) =>
        bankAccounts.updateBankAccount(em, number, patch, options, 'somebody else'),
      remove: bankAccounts.deleteBankAccount,
      find: bankAccounts.findBankAccount,
      list: bankAccounts.listBankAccounts,
    },
  ],
  [
    'location',
    {
      create: (em, input) => locations.createLocation(em, input, 'somebody'),
      update: (em, number, patch, options) =>
        locations.updateLocation(em, number, patch, options, 'somebody else'),
      remove: locations.deleteLocation,
      find: locations.findLocation,
      list: locations.listLocations,
    },
  ],
];
