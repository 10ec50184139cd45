/** How a real document of each kind is brought wherever it can stand, and what each action is called with there. */
import type { DocumentKind } from '../../../domain/documents/kinds.ts';
import type { Standing } from './rules.ts';
import type { Doing, World } from './world.ts';

/** Brings a document somewhere; answers its id. */
export type Bring = (world: World) => Promise<string>;

export interface Walk {
  readonly kind: DocumentKind;
  /** Of its rules. */
  readonly title: string;
  /** Everywhere that it can stand. */
  readonly places: readonly (readonly [
    standing: Standing & Readonly<Record<string, unknown>>,
    bring: Bring,
  ])[];
  /** Bodies of the actions of its workflow; default: none. */
  readonly bodies?: Readonly<Record<string, object>>;
  /** Actions that go through no workflow. */
  readonly beside: Readonly<Record<string, Doing>>;
  /** Refusals of another name than `InvalidTransition`, where the rules allow the action as such. */
  readonly refusals?: readonly {
    readonly action: string;
    readonly where: Readonly<Record<string, unknown>>;
    readonly code: string;
  }[];
}

/** Where a document stands that is in use. */
export const open = (state: string, axes: object = {}) => ({ state, isArchived: false, ...axes });
/** Where a document stands that is out of the way. */
export const archived = (state: string, axes: object = {}) => ({ state, isArchived: true, ...axes });

/** One line of so many chairs. */
export const lines = (quantity: string) => [{ itemId: 'CHAIR', quantity }];
/** Makes a draft of four chairs for the customer. */
export const sale = { create: 'draft', draft: { customerId: '1001', lines: lines('4') } };
/** Makes a draft of four chairs from the supplier. */
export const purchase = { create: 'draft', draft: { supplierId: 'L-1', lines: lines('4') } };

/** Makes a document and acts on it, one action after the other. */
export const after =
  (kind: DocumentKind, create: object, ...actions: readonly (string | readonly [string, object])[]): Bring =>
  async (world) => {
    const { id } = await world.act(kind, undefined, 'create', create);
    for (const action of actions) {
      const [name, body] = typeof action === 'string' ? [action, {}] : action;
      await world.act(kind, id, name, body);
    }
    return id;
  };

/** Takes a document one step on. */
export type Step = (world: World, id: string) => Promise<void>;
