import type { RegisterLink } from '../adapter.ts';

/** A link row as adapters see it. */
export const asRegisterLink = (link: {
  readonly kind: string;
  readonly ourKey: string;
  readonly theirId: string;
  readonly contentHash: string;
  readonly updatedAt?: number;
}): RegisterLink => ({
  kind: link.kind as RegisterLink['kind'],
  ourKey: link.ourKey,
  theirId: link.theirId,
  contentHash: link.contentHash,
  ...(link.updatedAt !== undefined && { updatedAt: link.updatedAt }),
});
