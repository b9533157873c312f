// What the properties panel shows: Camunda's own groups where our engine carries them out, ours for the rest.
import {
  SelectEntry, TextAreaEntry, TextFieldEntry, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited, Group,
} from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { extension, property, setExtension, setProperty } from './extensions.js';
import { processOf } from './known.js';
import { CalendarEntry, CalledEntry, DecisionEntry, GroupEntry, LadderEntry, UnitEntry } from './pickers.js';

// Listeners and job workers belong to other engines; the form group is replaced by a picker of the forms there are.
const HIDDEN = new Set([
  'Zeebe__ExecutionListeners', 'Zeebe__TaskListeners', 'userTaskImplementation', 'businessRuleImplementation',
  'scriptImplementation', 'adHocSubProcessImplementation', 'event-condition', 'activeElements', 'compensation', 'form',
]);

const LIMITS = [
  { id: 'clock', label: 'Clock', help: '“CALL”: it is due when the call ends, and at the latest on the due date' },
  { id: 'ladder', label: 'Ladder', help: 'Empty: 50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader. “none”: no ladder.', component: TextAreaEntry },
  { id: 'deputy', label: 'Deputies', help: 'A group, or several with commas: they are added in turn when nobody claims the task' },
  { id: 'deputyAfter', label: 'Deputy after', help: 'For example 2WH: two working hours' },
  { id: 'shown', label: 'Shown in lists', help: 'Names of values, with commas' },
];

const PROCESS = [
  { id: 'ladder', label: 'Ladder of all its tasks', help: 'Empty: the usual one', component: TextAreaEntry },
  { id: 'starters', label: 'Who starts it', help: 'Groups, with commas; empty: everybody in its unit' },
];

// In a group of the library: our picker first, and what it takes the place of left out.
const PICKED = {
  assignmentDefinition: { id: 'pick-group', component: GroupEntry, instead: [] },
  calledDecision: { id: 'pick-decision', component: DecisionEntry, instead: ['decisionId', 'bindingType', 'versionTag'] },
  calledElement: { id: 'pick-process', component: CalledEntry, instead: ['targetProcessId', 'bindingType', 'versionTag'] },
};

function PropertyEntry({ element, id, entry }) {
  const services = { bpmnFactory: useService('bpmnFactory'), modeling: useService('modeling') };
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  return h(entry.component ?? TextFieldEntry, {
    element, id, debounce, label: translate(entry.label), description: translate(entry.help),
    getValue: () => property(element, entry.id),
    setValue: (value) => setProperty(element, entry.id, value, services),
  });
}

function FormEntry({ element, id, forms }) {
  const services = { bpmnFactory: useService('bpmnFactory'), modeling: useService('modeling') };
  const translate = useService('translate');
  const chosen = () => extension(element, 'zeebe:FormDefinition')?.get('formId') ?? '';
  const known = forms.map((form) => ({ value: form.id, label: form.title ? `${form.title} (${form.id})` : form.id }));
  const missing = chosen() && !forms.some((form) => form.id === chosen())
    ? [{ value: chosen(), label: translate('{id} (not found)', { id: chosen() }) }] : [];
  return h(SelectEntry, {
    element, id, label: translate('Form'),
    getValue: chosen,
    setValue: (formId) => setExtension(element, 'zeebe:FormDefinition', formId ? { formId } : null, services),
    getOptions: () => [{ value: '', label: translate('No form') }, ...missing, ...known],
  });
}

function hasForm(element) {
  return is(element, 'bpmn:UserTask') || (is(element, 'bpmn:StartEvent') && !getBusinessObject(element).get('eventDefinitions').length
    && is(getBusinessObject(element).$parent, 'bpmn:Process'));
}

export default class OurProvider {
  constructor(propertiesPanel, translate, known) {
    Object.assign(this, { translate, known });
    propertiesPanel.registerProvider(400, this); // after the zeebe provider (500)
  }

  getGroups(element) {
    return (groups) => {
      const shown = groups.filter((group) => !HIDDEN.has(group.id));
      for (const group of shown) this.pick(group, element);
      const at = shown.findIndex((group) => group.id === 'documentation') + 1;
      shown.splice(at, 0, ...this.ours(element));
      return shown;
    };
  }

  pick(group, element) {
    const picked = PICKED[group.id];
    if (!picked || !group.entries) return;
    const left = group.entries.filter((entry) => !picked.instead.includes(entry.id));
    group.entries = [this.entry(picked.id, picked.component, isSelectEntryEdited, element), ...left];
  }

  entry(id, component, isEdited, element) {
    return { id, element, isEdited, component: (props) => h(component, { ...props, known: this.known }) };
  }

  ours(element) {
    const groups = [];
    if (processOf(element)) {
      const entries = [
        this.entry('process-calendar', CalendarEntry, isSelectEntryEdited, element),
        this.entry('process-unit', UnitEntry, isSelectEntryEdited, element),
        ...this.written(PROCESS, 'process'),
      ];
      if (is(element, 'bpmn:Process')) groups.push({ id: 'our-process', label: this.translate('Process settings'), component: Group, entries });
    }
    if (hasForm(element)) {
      const entry = { id: 'form-id', component: (props) => h(FormEntry, { ...props, forms: this.known.forms }), isEdited: isSelectEntryEdited };
      groups.push({ id: 'our-form', label: this.translate('Form'), component: Group, entries: [entry] });
    }
    if (is(element, 'bpmn:UserTask')) {
      const entries = [this.entry('pick-ladder', LadderEntry, isSelectEntryEdited, element), ...this.written(LIMITS, 'limit')];
      groups.push({ id: 'our-limits', label: this.translate('Limits and deputies'), component: Group, entries });
    }
    return groups;
  }

  written(entries, prefix) {
    return entries.map((entry) => ({
      id: `${prefix}-${entry.id}`, component: (props) => h(PropertyEntry, { ...props, entry }),
      isEdited: entry.component === TextAreaEntry ? isTextAreaEntryEdited : isTextFieldEntryEdited,
    }));
  }
}
OurProvider.$inject = ['propertiesPanel', 'translate', 'known'];
