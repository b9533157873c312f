// What bpmn-js-differ found, as lines that people read: one for each element and attribute.
const HOW = [['_removed', 'removed'], ['_added', 'added'], ['_changed', 'changed'], ['_layoutChanged', 'moved']];
const LONGEST = 200;

function label(element) {
  return element.name || element.get?.('name') || element.id || element.$type;
}

/** A value as text: extension elements as their attributes, references as names. */
function said(value, depth = 0) {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((one) => said(one, depth + 1)).filter(Boolean).join('; ') || null;
  if (typeof value !== 'object') return String(value).slice(0, LONGEST);
  if (value.body !== undefined) return String(value.body).slice(0, LONGEST);
  if (value.text !== undefined) return String(value.text).slice(0, LONGEST);
  if (value.values && depth < 4) return said(value.values, depth + 1);
  if (value.$type?.startsWith('zeebe:') || value.$attrs || depth > 0) return attributes(value, depth) || label(value);
  return label(value);
}

function attributes(value, depth) {
  if (depth > 4) return '';
  const kind = value.$type?.replace(/^\w+:/, '') ?? '';
  const own = Object.entries(value).filter(([name, one]) => !name.startsWith('$') && name !== 'id' && typeof one !== 'function');
  const parts = own.map(([name, one]) => `${name}=${said(one, depth + 1)}`);
  return `${kind}${parts.length ? ` ${parts.join(' ')}` : ''}`.slice(0, LONGEST);
}

export function changes(result) {
  const found = [];
  for (const [key, how] of HOW) {
    for (const [id, one] of Object.entries(result[key])) {
      if (how !== 'changed') {
        if (!one.$type?.startsWith('bpmndi:')) found.push({ id, how, name: label(one), what: '', before: null, after: null });
        continue;
      }
      for (const [name, change] of Object.entries(one.attrs)) {
        found.push({ id, how, name: label(one.model), what: name, before: said(change.oldValue), after: said(change.newValue) });
      }
    }
  }
  return found;
}
