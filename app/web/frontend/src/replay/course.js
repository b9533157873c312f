// The course of a case: all steps in short at once, in full a window at a time, and each carried out again as it comes.
import { ask } from '../lib/ask.js';

const KEYFRAME = 50; // a picture is kept every so often, so that a jump in a long case stays cheap
const WINDOW = 50; // steps that are fetched at once, as the server counts them too
const NEAR = 15; // steps from the edge of what is known: then the next window is fetched before anybody needs it

function added(counts, ids) {
  const next = { ...counts };
  for (const id of ids) next[id] = (next[id] ?? 0) + 1;
  return next;
}

export class Course {
  constructor(url, { steps, tables, whole }) {
    this.url = url;
    this.steps = steps;
    this.tables = tables;
    this.frames = [{ visits: {}, flows: {} }];
    this.whole = new Map(); // number -> the step in full
    this.again = new Map(); // seq -> { active, differs }
    this.fetching = new Map();
    this.keep(whole);
  }

  keep(steps) {
    const numbers = new Map(this.steps.map(({ seq }, index) => [seq, index + 1]));
    for (const step of steps) this.whole.set(numbers.get(step.seq), step);
  }

  get length() {
    return this.steps.length;
  }

  /** The step of that number, from 1: in full where it is known, else in short. */
  step(number) {
    return this.whole.get(number) ?? this.steps[number - 1];
  }

  /** Visits and flows taken after step `number`. */
  passed(number) {
    let at = Math.min(Math.floor(number / KEYFRAME), this.frames.length - 1) * KEYFRAME;
    let frame = this.frames[at / KEYFRAME];
    while (at < number) {
      const { trail, flows } = this.steps[at];
      frame = { visits: added(frame.visits, trail), flows: added(frame.flows, flows) };
      at += 1;
      if (at % KEYFRAME === 0) this.frames[at / KEYFRAME] = frame;
    }
    return frame;
  }

  /** The marks of the diagram after step `number`. */
  marks(number) {
    const { after, flows, seq } = this.step(number);
    const active = this.again.get(seq)?.active ?? after?.active ?? [];
    const open = after ?? { tasks: [], timers: [], incidents: [] };
    return { ...this.passed(number), now: flows, active, tasks: open.tasks, timers: open.timers.filter((timer) => timer.left), incidents: open.incidents };
  }

  /** The next step from `number` on, going round, that is about the element or reached it; null when none did. */
  nextAt(element, number) {
    const order = [...this.steps.keys()].map((index) => ((index + number) % this.length) + 1);
    const at = ({ focus, trail }) => focus === element || trail.includes(element);
    return order.find((candidate) => at(this.steps[candidate - 1])) ?? null;
  }

  /** Sees to it that a step is known in full, and soon those around it. */
  async need(number) {
    const known = this.whole.has(number);
    for (const near of [number, number - NEAR, number + NEAR]) {
      const wanted = Math.min(Math.max(near, 1), this.length);
      if (!this.whole.has(wanted)) this.fetch(wanted);
    }
    if (!known) await this.fetch(number);
  }

  fetch(number) {
    const first = Math.max(1, Math.floor((number - 1) / WINDOW) * WINDOW + 1);
    if (!this.fetching.has(first)) {
      const last = Math.min(first + WINDOW - 1, this.length);
      const seqs = `from=${this.steps[first - 1].seq}&to=${this.steps[last - 1].seq}`;
      const answer = ask(`${this.url}/steps.json?${seqs}`).then(({ steps, tables }) => {
        Object.assign(this.tables, tables);
        this.keep(steps);
      });
      answer.catch(() => this.fetching.delete(first));
      this.fetching.set(first, answer);
    }
    return this.fetching.get(first);
  }

  /** Every step carried out again by the server, line by line; `heard` is called for each bunch. */
  async runAgain(heard) {
    const answer = await fetch(`${this.url}/again`, { credentials: 'same-origin' });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const { seq, ...found } = JSON.parse(line);
        this.again.set(seq, found);
      }
      heard();
    }
  }
}
