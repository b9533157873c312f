// The course of a case: the picture of its diagram after each step, folded from what each step did.

const KEYFRAME = 50; // a picture is kept every so often, so that a jump in a long case stays cheap

function added(counts, ids) {
  const next = { ...counts };
  for (const id of ids) next[id] = (next[id] ?? 0) + 1;
  return next;
}

export class Course {
  constructor(steps) {
    this.steps = steps;
    this.frames = [{ visits: {}, flows: {} }];
  }

  get length() {
    return this.steps.length;
  }

  /** The step of that number, from 1. */
  step(number) {
    return this.steps[number - 1];
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
    const { after, flows } = this.step(number);
    return { ...this.passed(number), now: flows, active: after.active, tasks: after.tasks, timers: after.timers.filter((timer) => timer.left), incidents: after.incidents };
  }

  /** The next step from `number` on, going round, that is about the element or reached it; null when none did. */
  nextAt(element, number) {
    const order = [...this.steps.keys()].map((index) => ((index + number) % this.length) + 1);
    const at = ({ focus, trail }) => focus === element || trail.includes(element);
    return order.find((candidate) => at(this.step(candidate))) ?? null;
  }
}
