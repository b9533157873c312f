// Which names an expression may use, and what the pickers offer: what the diagram itself writes is read from it as it is
// drawn, everything else the server has told.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { language } from '../lib/i18n.js';
import { extension } from './extensions.js';

const NUMBERS = new Set(['number']);
const TRUTHS = new Set(['checkbox']);

function kindOf(type) {
  if (NUMBERS.has(type)) return 'Number';
  return TRUTHS.has(type) ? 'Boolean' : 'String';
}

/** Name -> where it comes from, of everything that elements write. */
function written(registry) {
  const found = new Map();
  const put = (name, from) => { if (name && !found.has(name)) found.set(name, from); };
  for (const element of registry.filter((one) => !one.labelTarget && one.businessObject)) {
    const from = getBusinessObject(element).name || element.id;
    put(extension(element, 'zeebe:Script')?.get('resultVariable'), from);
    put(extension(element, 'zeebe:CalledDecision')?.get('resultVariable'), from);
    for (const line of extension(element, 'zeebe:IoMapping')?.get('outputParameters') ?? []) put(line.get('target'), from);
    for (const line of extension(element, 'zeebe:IoMapping')?.get('inputParameters') ?? []) put(line.get('target'), from);
    const loop = getBusinessObject(element).get('loopCharacteristics')?.get('extensionElements')?.get('values') ?? [];
    for (const one of loop) {
      put(one.get?.('inputElement'), from);
      put(one.get?.('outputCollection'), from);
    }
  }
  return found;
}

function formsUsed(registry) {
  const ids = registry.filter((one) => !one.labelTarget).map((one) => extension(one, 'zeebe:FormDefinition')?.get('formId'));
  return new Set(ids.filter(Boolean));
}

export default class VariableResolver {
  constructor(elementRegistry, known) {
    Object.assign(this, { registry: elementRegistry, known });
  }

  async getVariablesForElement() {
    const { known, registry } = this;
    const used = formsUsed(registry);
    const names = new Map();
    for (const form of known.forms.filter((one) => used.has(one.id))) {
      for (const field of form.fields) names.set(field.name, { name: field.name, detail: kindOf(field.type), info: [field.info, form.title].filter(Boolean).join(' · ') });
    }
    for (const [name, from] of written(registry)) if (!names.has(name)) names.set(name, { name, info: from });
    return [...names.values(), this.context('case', known.case.map((name) => ({ name }))), this.context('parameters', known.parameters), ...this.functions()];
  }

  context(name, entries) {
    return { name, detail: 'Context', entries };
  }

  functions() {
    return this.known.functions.map((one) => ({
      name: one.name, type: 'function', detail: 'function', params: one.params.map((name) => ({ name })),
      info: language === 'en' ? one.en : one.zh,
    }));
  }
}
VariableResolver.$inject = ['elementRegistry', 'known'];

/** Whether the element is a process, or the participant that stands for one. */
export function processOf(element) {
  if (is(element, 'bpmn:Process')) return getBusinessObject(element);
  return is(element, 'bpmn:Participant') ? getBusinessObject(element).get('processRef') : null;
}
