/** The unit and those above it, the nearest first; units of a tree, in any order. */
export function unitPath(
  units: readonly { readonly id: number; readonly parentId: number | undefined }[],
  unitId: number,
): readonly number[] {
  const path = [unitId];
  for (const id of path) {
    const parentId = units.find((unit) => unit.id === id)?.parentId;
    if (parentId !== undefined && !path.includes(parentId)) path.push(parentId);
  }
  return path;
}

/** The unit and all those below it, the nearest first; units of a tree, in any order. */
export function unitsBelow(
  units: readonly { readonly id: number; readonly parentId: number | undefined }[],
  unitId: number,
): readonly number[] {
  const found = [unitId];
  for (const id of found) {
    const below = units.filter((unit) => unit.parentId === id && !found.includes(unit.id));
    found.push(...below.map((unit) => unit.id));
  }
  return found;
}
