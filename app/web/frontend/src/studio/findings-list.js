// The findings on a form or table: a list below the editor, in the words of the gate.
import { h, need } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _, language } from '../lib/i18n.js';
import { sentence } from './findings.js';

export class PartFindings {
  constructor(root) {
    Object.assign(this, { list: need('[data-findings]', root), summary: need('[data-summary]', root) });
  }

  show(findings) {
    this.list.replaceChildren(...findings.map((finding) => h('li', {}, h('div', { class: `finding-row finding-${finding.severity}` },
      icon(finding.severity === 'note' ? 'info' : 'alert'),
      h('span', {}, sentence(finding), h('span', { class: 'finding-hint' }, language === 'en' ? finding.hint_en : finding.hint))))));
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    this.summary.replaceChildren(findings.length
      ? h('span', { class: `finding-count finding-${errors ? 'error' : 'warning'}` }, icon('alert'), String(findings.length))
      : h('span', { class: 'state state-done' }, icon('check'), _('Nothing to mend')));
  }
}
