// Pickers for what there is already: groups, decisions, processes, calendars and ladders. Each is one entry of the
// properties panel; what was written by hand and is nowhere known stays, and is said to be unknown.
import { SelectEntry } from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useService } from 'bpmn-js-properties-panel';

import { extension, property, setExtension, setProperty } from './extensions.js';

const LADDERS = [
  { value: 'none', label: 'No ladder' },
  { value: '50% remind; 100% breach', label: 'Remind once, no escalation' },
  { value: '80% urge; 100% breach, escalate head', label: 'Urge at 80%, escalate to the head' },
  { value: '50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader', label: 'The usual one, written out' },
];

function useServices() {
  return { bpmnFactory: useService('bpmnFactory'), modeling: useService('modeling') };
}

function Picker({ element, id, label, value, set, options, none, help }) {
  const translate = useService('translate');
  const missing = value && !options.some((one) => one.value === value)
    ? [{ value, label: value.startsWith('=') ? value : translate('{id} (not found)', { id: value }) }] : [];
  return h(SelectEntry, {
    element, id, label: translate(label), description: help && translate(help),
    getValue: () => value, setValue: set,
    getOptions: () => [{ value: '', label: translate(none) }, ...missing, ...options.map((one) => ({ ...one, label: translate(one.label) }))],
  });
}

const named = (list) => list.map((one) => ({ value: one.id, label: one.name && one.name !== one.id ? `${one.name} (${one.id})` : one.id }));

/** Sets one attribute of an extension and leaves the others as they are. */
function change(element, type, attributes, services) {
  const there = extension(element, type);
  if (there) services.modeling.updateModdleProperties(element, there, attributes);
  else setExtension(element, type, attributes, services);
}

export function GroupEntry({ element, id, known }) {
  const services = useServices();
  const translate = useService('translate');
  const groups = extension(element, 'zeebe:AssignmentDefinition')?.get('candidateGroups') ?? '';
  const add = (group) => {
    if (group) change(element, 'zeebe:AssignmentDefinition', { candidateGroups: groups && !groups.startsWith('=') ? `${groups}, ${group}` : group }, services);
  };
  const options = known.groups.map((one) => ({ value: one.id, label: `${one.name} (${one.id})` }));
  return h(SelectEntry, {
    element, id, label: translate('Add a group'), getValue: () => '', setValue: add,
    getOptions: () => [{ value: '', label: translate('Choose …') }, ...options],
  });
}

export function DecisionEntry({ element, id, known }) {
  const services = useServices();
  return h(Picker, {
    element, id, label: 'Decision', none: 'No decision', options: named(known.decisions),
    value: extension(element, 'zeebe:CalledDecision')?.get('decisionId') ?? '',
    set: (decisionId) => change(element, 'zeebe:CalledDecision', { decisionId: decisionId || undefined }, services),
  });
}

export function CalledEntry({ element, id, known }) {
  const services = useServices();
  return h(Picker, {
    element, id, label: 'Called process', none: 'No process', options: named(known.processes),
    value: extension(element, 'zeebe:CalledElement')?.get('processId') ?? '',
    set: (processId) => change(element, 'zeebe:CalledElement', { processId: processId || undefined }, services),
  });
}

function propertyPicker(name, facts, options) {
  return function PropertyPicker({ element, id, known }) {
    const services = useServices();
    return h(Picker, { element, id, ...facts, options: options(known), value: property(element, name), set: (value) => setProperty(element, name, value, services) });
  };
}

export const CalendarEntry = propertyPicker('calendar', { label: 'Calendar', none: 'That of the unit' }, (known) => named(known.calendars));
export const UnitEntry = propertyPicker('unit', { label: 'Owning unit', none: 'From the groups it names' }, (known) => named(known.units));
export const LadderEntry = propertyPicker('ladder', { label: 'Choose a ladder', none: 'The usual one' }, () => LADDERS);
