// Sub-processes that are drawn closed have a plane of their own.
/** The closed sub-process that an element is in, on the plane around it; null for what is on the first plane. */
export function around(viewer, element) {
  const root = viewer.get('canvas').findRoot(element);
  return (root?.id.endsWith('_plane') && viewer.get('elementRegistry').get(root.id.slice(0, -'_plane'.length))) || null;
}

/** What stands for an element on the plane that is shown: itself, or the closed sub-process that it is in. */
export function shown(viewer, element) {
  const canvas = viewer.get('canvas');
  let found = element;
  while (found && canvas.findRoot(found) !== canvas.getRootElement()) found = around(viewer, found);
  return found ?? null;
}
