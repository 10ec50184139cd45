import { areas, moreRights, rightsOfRoles, roles, type Area } from '../../domain/users/rights.ts';
import { table } from './markdown.ts';

const areaNames = Object.keys(areas) as Area[];

const actionsOf = (role: (typeof roles)[number], area: Area): string =>
  role === 'admin' ? 'everything' : (rightsOfRoles[role][area] ?? ['–']).join(', ');

const more = Object.entries(moreRights).map(
  ([role, rights]) => `\`${role}\` has besides: ${rights.map((right) => `\`${right}\``).join(', ')}.`,
);

/** The roles with their rights, from the table itself. */
export function rightsPage(): string {
  return [
    '# Roles and rights',
    '',
    'A right is `<resource>:<action>`, e.g. `customer-invoices:book`: the resource is the chapter of the API, the action the scope',
    'that an API key needs for the same. Whoever lacks one is refused with its name and the roles that give it. A person with',
    'several roles may do what any of them gives. Written from `domain/users/rights.ts` by `npm run docs`; how people log in',
    'stands in [users](../operating/users.md).',
    '',
    ...table(
      ['Area', ...roles],
      areaNames.map((area) => [area, ...roles.map((role) => actionsOf(role, area))]),
    ),
    '',
    ...more,
    '',
    '## Areas',
    '',
    ...table(
      ['Area', 'Resources'],
      areaNames.map((area) => [area, areas[area].map((resource) => `\`${resource}\``).join(', ')]),
    ),
    '',
    'A resource that stands in no area is for `admin` alone.',
    '',
  ].join('\n');
}
