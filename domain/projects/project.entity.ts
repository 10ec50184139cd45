import { defineEntity, p } from '@mikro-orm/core';
import { numberedColumns, numberedTable } from '../numbered-columns.ts';

const ProjectSchema = defineEntity({
  name: 'Project',
  ...numberedTable('project'),
  properties: {
    ...numberedColumns(),
    description: p.text().nullable(),
    isBarred: p.boolean(),
  },
});

/** What sales and purchases are gathered under; an ERP has projects of the same numbers. */
export class Project extends ProjectSchema.class {}
ProjectSchema.setClass(Project);
