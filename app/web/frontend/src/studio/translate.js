// The words of the modeler: bpmn-js-i18n first, ours where it has none, the library's English otherwise.
import zn from 'bpmn-js-i18n/translations/zn';

import { language } from '../lib/i18n.js';
import { ZH_MODELER } from './zh-modeler.js';

const words = language === 'en' ? {} : { ...zn, ...ZH_MODELER };

export function translate(template, facts = {}) {
  return (words[template] ?? template).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

export default { translate: ['value', translate] };
