// What the modeler does not draw or does not know stays in the file. The modeler writes a file anew from what it understood; so we
// compare what it writes now with what it wrote before anybody touched the diagram, and carry over to the original what differs.
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const DRAWN = ['BPMNShape', 'BPMNEdge'];
const ENDS = ['sourceRef', 'targetRef', 'bpmnElement', 'attachedToRef'];

export class Keeper {
  /** `original`: the file as it was opened. `untouched`: what the modeler wrote of it before anything was changed. */
  constructor(original, untouched) {
    this.original = original;
    this.untouched = untouched;
  }

  /** The file to save, of what the modeler writes now. Where the two cannot be brought together, what the modeler writes. */
  keep(edited) {
    if (edited === this.untouched) return this.original;
    try {
      return new Merge(this.original, this.untouched, edited).text();
    } catch (error) {
      console.warn('saved as the modeler writes it:', error); // eslint-disable-line no-console
      return edited;
    }
  }
}

class Merge {
  constructor(...texts) {
    const [original, untouched, edited] = texts.map(parse);
    Object.assign(this, { original, untouched, edited });
    [this.kept, this.before, this.after] = [original, untouched, edited].map((made) => new Map(named(made)));
    this.often = counted(original); // some tools give one id to two things
  }

  text() {
    this.element(this.original.documentElement, this.untouched.documentElement, this.edited.documentElement);
    this.forget();
    this.verify();
    const written = new XMLSerializer().serializeToString(this.original);
    return written.replace(/^(<\?xml[^>]*?\sencoding\s*=\s*["'])[\w.-]+/, '$1UTF-8'); // what we send is UTF-8, whatever it was
  }

  // A name under the prefix that the original has for its namespace; one it does not have is written into its root.
  name(space, prefix, localName, { attribute = false } = {}) {
    if (!space) return localName;
    const root = this.original.documentElement;
    if (!attribute && root.isDefaultNamespace(space)) return localName;
    let found = root.lookupPrefix(space);
    for (let number = 1; !found; number += 1) {
      const free = number > 1 ? `${prefix ?? 'ns'}${number}` : prefix ?? 'ns';
      if (root.lookupNamespaceURI(free)) continue;
      root.setAttributeNS(XMLNS, `xmlns:${free}`, space);
      found = free;
    }
    return `${found}:${localName}`;
  }

  attribute(kept, { namespaceURI: space, prefix, localName, value }) {
    const [, before, type] = space === XSI && localName === 'type' ? /^(?:([^:]*):)?(.*)$/.exec(value) : [];
    const typed = type && this.name(this.edited.documentElement.lookupNamespaceURI(before ?? null), before, type);
    kept.setAttributeNS(space, this.name(space, prefix, localName, { attribute: true }), typed ?? value);
  }

  element(kept, before, after) {
    this.attributes(kept, before, after);
    if (!before.children.length && !after.children.length && !kept.children.length) {
      if (before.textContent !== after.textContent) kept.textContent = after.textContent;
      return;
    }
    this.children(kept, before, after);
  }

  attributes(kept, before, after) {
    for (const each of after.attributes) {
      const { namespaceURI: space, localName, value } = each;
      if (space !== XMLNS && before.getAttributeNS(space, localName) !== value) this.attribute(kept, each);
    }
    for (const { namespaceURI: space, localName } of before.attributes) {
      if (space !== XMLNS && !after.hasAttributeNS(space, localName)) kept.removeAttributeNS(space, localName);
    }
  }

  children(kept, before, after) {
    const [ours, old, now] = [kept, before, after].map(sorted);
    for (const key of old.named.keys()) {
      const elsewhere = key.startsWith('#') && this.after.has(key.slice(1)); // it is fetched from where it goes to
      if (!now.named.has(key) && !elsewhere) remove(ours.named.get(key));
    }
    for (const [tag, list] of old.groups) {
      if (!now.groups.has(tag)) this.group(kept, ours.groups.get(tag) ?? [], list, [], null);
    }
    let last = null;
    const done = new Set();
    for (const child of after.children) {
      const key = keyOf(child);
      if (key) {
        last = this.named(kept, ours.named.get(key), old.named.get(key), child, last);
      } else if (!done.has(tagOf(child))) {
        const tag = tagOf(child);
        done.add(tag);
        last = this.group(kept, ours.groups.get(tag) ?? [], old.groups.get(tag) ?? [], now.groups.get(tag), last);
      }
    }
  }

  // A child that has a name of its own; where it now stands, or the place to go on from.
  named(parent, ours, old, now, last) {
    if (ours && old) {
      this.element(ours, old, now);
      return ours;
    }
    if (old) return last; // the modeler adds it to every file: the original goes without
    return put(parent, this.fresh(now), last);
  }

  // What came new, with whatever it took in that was there before.
  fresh(now) {
    const id = now.getAttribute('id');
    const [ours, old] = [this.kept.get(id), this.before.get(id)];
    if (id && ours && old) {
      this.element(ours, old, now);
      return ours;
    }
    const made = this.original.createElementNS(now.namespaceURI, this.name(now.namespaceURI, now.prefix, now.localName));
    for (const each of now.attributes) if (each.namespaceURI !== XMLNS) this.attribute(made, each);
    for (const child of now.childNodes) {
      made.append(child.nodeType === Node.ELEMENT_NODE ? this.fresh(child) : this.original.importNode(child, true));
    }
    return made;
  }

  // Children of one kind that have no names: way points, references, properties.
  group(parent, ours, old, now, last) {
    if (same(old, now)) return ours.at(-1) ?? last;
    if (ours.length === old.length && old.length === now.length) {
      ours.forEach((each, index) => this.element(each, old[index], now[index]));
      return ours.at(-1);
    }
    if ([...old, ...now, ...ours].every(isReference)) {
      const [was, is] = [old, now].map((list) => new Set(list.map(textOf)));
      const stay = ours.filter((each) => !was.has(textOf(each)) || is.has(textOf(each)));
      for (const each of ours) if (!stay.includes(each)) each.remove();
      let place = stay.at(-1) ?? last;
      for (const each of now) if (!was.has(textOf(each))) place = put(parent, this.fresh(each), place);
      return place;
    }
    for (const each of ours) remove(each);
    let place = last;
    for (const each of now) place = put(parent, this.fresh(each), place);
    return place;
  }

  // What was never drawn goes too where what it hangs on is gone: the modeler itself leaves it behind, hanging on nothing.
  forget() {
    const gone = new Set([...this.before.keys()].filter((id) => !this.after.has(id)));
    for (let size = -1; size !== gone.size;) {
      size = gone.size;
      for (const element of [...this.original.getElementsByTagName('*')]) {
        const lost = ENDS.some((name) => gone.has(local(element.getAttribute(name) ?? '')));
        const named = isReference(element) && /^(incoming|outgoing|.*Ref)$/.test(element.localName) && gone.has(local(textOf(element)));
        if (!lost && !named) continue;
        for (const each of [element, ...element.getElementsByTagName('*')]) if (each.getAttribute('id')) gone.add(each.getAttribute('id'));
        remove(element);
      }
    }
    this.gone = gone;
  }

  // Everything the modeler has stands in the file, once.
  verify() {
    const seen = counted(this.original);
    for (const [id, often] of seen) if (often > (this.often.get(id) ?? 1)) throw new Error(`${id} stands there twice`);
    for (const id of this.after.keys()) {
      if (!seen.has(id) && !this.gone.has(id) && (!this.before.has(id) || this.kept.has(id))) throw new Error(`${id} would be lost`);
    }
    for (const id of this.before.keys()) if (!this.after.has(id) && seen.has(id)) throw new Error(`${id} would stay`);
  }
}

function parse(text) {
  const made = new DOMParser().parseFromString(text, 'application/xml');
  if (made.querySelector('parsererror')) throw new Error('not well-formed');
  return made;
}

function* named(made) {
  for (const element of made.getElementsByTagName('*')) {
    const id = element.getAttribute('id');
    if (id) yield [id, element];
  }
}

function counted(made) {
  const found = new Map();
  for (const [id] of named(made)) found.set(id, (found.get(id) ?? 0) + 1);
  return found;
}

const tagOf = (element) => `${element.namespaceURI} ${element.localName}`;
const textOf = (element) => element.textContent.trim();
const local = (name) => name.slice(name.indexOf(':') + 1);
const isReference = (element) => !element.children.length && !element.attributes.length && textOf(element) !== '';

/** What tells a child apart among its siblings, whatever stands before it: its id, or what it draws. */
function keyOf(element) {
  const id = element.getAttribute('id');
  if (id) return `#${id}`;
  const drawn = DRAWN.includes(element.localName) && element.getAttribute('bpmnElement');
  return drawn ? `@${drawn}` : null;
}

function sorted(parent) {
  const named = new Map();
  const groups = new Map();
  for (const child of parent.children) {
    const key = keyOf(child);
    if (key) named.set(key, child);
    else groups.set(tagOf(child), [...(groups.get(tagOf(child)) ?? []), child]);
  }
  return { named, groups };
}

function same(one, other) {
  const text = (list) => list.map((each) => new XMLSerializer().serializeToString(each)).join('');
  return one.length === other.length && text(one) === text(other);
}

// Takes an element out, with the white space before it.
function remove(element) {
  if (!element) return;
  const before = element.previousSibling;
  if (before?.nodeType === Node.TEXT_NODE && !before.data.trim()) before.remove();
  element.remove();
}

// Puts a child behind another, or first, on a line of its own.
function put(parent, child, last) {
  remove(child.parentNode ? child : null);
  const place = last?.parentNode === parent ? last.nextSibling : parent.firstChild;
  let depth = 0;
  for (let above = parent; above.parentNode; above = above.parentNode) depth += 1;
  parent.insertBefore(document.createTextNode(`\n${'  '.repeat(depth)}`), place);
  parent.insertBefore(child, place);
  if (!place) parent.append(`\n${'  '.repeat(depth - 1)}`);
  return child;
}
