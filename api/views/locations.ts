import type { Location } from '../../domain/locations/location.entity.ts';

type Placed = Pick<Location, 'number' | 'name'> & {
  readonly nestList?: unknown;
  readonly childrenCount?: unknown;
};

/** A location and its place in the tree, as products and documents show it; it is loaded with `locationPlace`. */
export function locationPlaceView(location: Placed) {
  const nestList = location.nestList as readonly number[];
  const level = nestList.length - 1;
  return {
    number: location.number,
    name: location.name,
    parent_id: nestList[level - 1] ?? null,
    toplevel_parent_id: level === 0 ? null : (nestList[0] ?? null),
    nesting_level: level,
    nest_list: nestList,
    children_count: location.childrenCount as number,
  };
}

export const locationView = (location: Location) => ({
  ...locationPlaceView(location),
  barcode: location.barcode ?? null,
  is_blocked: location.isBlocked,
  is_default: location.isDefault,
});
