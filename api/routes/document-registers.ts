import {
  createBankAccount,
  deleteBankAccount,
  findBankAccount,
  listBankAccounts,
  updateBankAccount,
} from '../../domain/bank-accounts/bank-account.service.ts';
import {
  createProject,
  deleteProject,
  findProject,
  listProjects,
  updateProject,
} from '../../domain/projects/project.service.ts';
import {
  createDeliveryTerms,
  deleteDeliveryTerms,
  findDeliveryTerms,
  listDeliveryTerms,
  updateDeliveryTerms,
} from '../../domain/terms/delivery-terms.service.ts';
import { camelFields } from '../case.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import {
  bankAccountBody,
  bankAccountRow,
  deliveryTermsBody,
  deliveryTermsRow,
  projectBody,
  projectRow,
} from '../schemas/registers.ts';
import { bankAccountView, deliveryTermsView, projectView, withStamps } from '../views/registers.ts';
import { registerEndpoints } from './register.ts';

/** What documents name beside their parties: terms of delivery, projects, the accounts that are paid to. */

const number = () => queryInteger(1, 999_999_999).optional();
const name = () => queryText().optional();
const sortable = ['number', 'name', 'created_at', 'updated_at'] as const;
const numbered = { key: 'number', rowPath: pathNumber } as const;

const deliveryTerms = registerEndpoints({
  ...numbered,
  path: '/api/delivery-terms',
  tag: 'delivery-terms',
  singular: 'delivery_term',
  plural: 'delivery_terms',
  what: 'set of delivery terms',
  body: deliveryTermsBody,
  bodyExample: { name: 'EXW', description: 'Ab Werk', translations: { da: { name: 'Ab fabrik' } } },
  row: deliveryTermsRow,
  filters: { number: number(), name: name() },
  sortable,
  list: listDeliveryTerms,
  find: (em, path) => findDeliveryTerms(em, path.number),
  create: (em, body, actor) => createDeliveryTerms(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateDeliveryTerms(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteDeliveryTerms(em, path.number, options),
  view: withStamps(deliveryTermsView),
});

const projects = registerEndpoints({
  ...numbered,
  path: '/api/projects',
  tag: 'projects',
  singular: 'project',
  plural: 'projects',
  what: 'project',
  body: projectBody,
  bodyExample: { number: 12, name: 'Molebyggeri' },
  row: projectRow,
  filters: { number: number(), name: name(), is_barred: queryBoolean().optional() },
  sortable,
  list: listProjects,
  find: (em, path) => findProject(em, path.number),
  create: (em, body, actor) => createProject(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateProject(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteProject(em, path.number, options),
  view: withStamps(projectView),
});

const bankAccounts = registerEndpoints({
  ...numbered,
  path: '/api/bank-accounts',
  tag: 'bank-accounts',
  singular: 'bank_account',
  plural: 'bank_accounts',
  what: 'bank account',
  body: bankAccountBody,
  bodyExample: {
    name: 'Drift',
    bank_name: 'Andelskassen',
    registration_number: '5960',
    account_number: '0001234567',
    iban: 'DK5000400440116243',
    bic: 'NDEADKKK',
    is_default: true,
  },
  row: bankAccountRow,
  filters: {
    number: number(),
    name: name(),
    currency: queryText(3).optional(),
    is_default: queryBoolean().optional(),
  },
  sortable,
  list: listBankAccounts,
  find: (em, path) => findBankAccount(em, path.number),
  create: (em, body, actor) => createBankAccount(em, camelFields(body), actor),
  update: (em, path, body, options, actor) =>
    updateBankAccount(em, path.number, camelFields(body), options, actor),
  remove: (em, path, options) => deleteBankAccount(em, path.number, options),
  view: withStamps(bankAccountView),
});

export const documentRegisterEndpoints: readonly Endpoint[] = [
  ...deliveryTerms,
  ...projects,
  ...bankAccounts,
];
