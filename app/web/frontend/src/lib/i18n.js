// The texts that scripts show, in the language of the page. Keys are the English texts; Chinese is complete.
import { ZH } from './zh.js';

const chinese = document.documentElement.lang.toLowerCase().startsWith('zh');

/** The text in the page's language; {name} is filled from `facts`. */
export function _(text, facts = {}) {
  const template = (chinese && ZH[text]) || text;
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

export const language = chinese ? 'zh-CN' : 'en';
