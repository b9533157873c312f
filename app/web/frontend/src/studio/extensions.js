// Reading and writing an element's zeebe extension elements. What is there is never changed in place: a new list takes
// its place in one command, so that one undo brings the old one back.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';

/** The element's extension of that type, or undefined. */
export function extension(element, type) {
  const all = getBusinessObject(element).get('extensionElements')?.get('values') ?? [];
  return all.find((one) => one.$instanceOf?.(type));
}

/** Puts an extension of that type there in place of the one before; null takes it away. */
export function setExtension(element, type, attributes, { bpmnFactory, modeling }) {
  const owner = getBusinessObject(element);
  const others = (owner.get('extensionElements')?.get('values') ?? []).filter((one) => !one.$instanceOf?.(type));
  const holder = bpmnFactory.create('bpmn:ExtensionElements', { values: others });
  holder.$parent = owner;
  if (attributes) holder.values = [...others, child(bpmnFactory, type, attributes, holder)];
  for (const one of others) one.$parent = holder;
  modeling.updateModdleProperties(element, owner, { extensionElements: holder.values.length ? holder : undefined });
}

function child(factory, type, attributes, parent) {
  const made = factory.create(type, attributes);
  made.$parent = parent;
  return made;
}

/** The value of a zeebe:property, or '' when it has none. */
export function property(element, name) {
  const all = extension(element, 'zeebe:Properties')?.get('properties') ?? [];
  return all.find((one) => one.get('name') === name)?.get('value') ?? '';
}

export function setProperty(element, name, value, services) {
  const before = extension(element, 'zeebe:Properties')?.get('properties') ?? [];
  const others = before.filter((one) => one.get('name') !== name);
  const after = value ? [...others, services.bpmnFactory.create('zeebe:Property', { name, value })] : others;
  setExtension(element, 'zeebe:Properties', after.length ? { properties: after } : null, services);
  for (const one of after) one.$parent = extension(element, 'zeebe:Properties');
}
