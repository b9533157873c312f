// Walking through the steps: buttons, slider, keys, playing by itself, and an address for every step.
import { h, typing } from '../lib/dom.js';
import { icon } from '../lib/icons.js';
import { _ } from '../lib/i18n.js';

const BEAT_MS = 1600;
const SPEEDS = [1, 4, 16];
const WHOLE_MS = 60_000; // at real proportion the whole case takes a minute
const SHORTEST_MS = 120;
const LONGEST_MS = 6_000;

export class Player {
  /** `show(number)` is called whenever another step is shown; steps are counted from 1. */
  constructor(course, show) {
    this.times = course.steps.map(({ at }) => Date.parse(at));
    this.length = course.length;
    this.show = show;
    this.number = 0;
    this.speed = 1;
    this.playing = null;
    this.build();
  }

  /** At the step that the address names, else at the last. */
  start() {
    const { show } = this;
    this.show = () => {};
    this.fromAddress();
    this.show = show;
    addEventListener('hashchange', () => this.fromAddress());
    addEventListener('keydown', (event) => this.onKey(event));
  }

  build() {
    const button = (name, label, act) => h('button', { type: 'button', class: 'btn btn-icon', title: label, 'aria-label': label, click: act }, icon(name));
    this.first = button('first', _('First step'), () => this.halt().go(1));
    this.back = button('back', _('One step back'), () => this.halt().go(this.number - 1));
    this.play = button('play', _('Play'), () => this.toggle());
    this.forward = button('forward', _('One step on'), () => this.halt().go(this.number + 1));
    this.last = button('last', _('Last step'), () => this.halt().go(this.length));
    this.slider = h('input', { type: 'range', class: 'form-range', min: 1, max: this.length, step: 1, 'aria-label': _('Step'), input: () => this.halt().go(Number(this.slider.value)) });
    this.count = h('output', { class: 'player-count', 'aria-live': 'polite' });
    this.speeds = h('select', { class: 'form-select', 'aria-label': _('Speed'), change: () => this.setSpeed(this.speeds.value) },
      SPEEDS.map((speed) => h('option', { value: speed }, `${speed}×`)), h('option', { value: 'real' }, _('As it was')));
    this.element = h('div', { class: 'player no-print', role: 'group', 'aria-label': _('Player') },
      h('div', { class: 'player-buttons' }, this.first, this.back, this.play, this.forward, this.last), this.slider, this.count, this.speeds);
  }

  go(number) {
    const wanted = Math.min(Math.max(Number.isFinite(number) ? number : 1, 1), this.length);
    if (wanted === this.number) return this;
    this.number = wanted;
    this.slider.value = wanted;
    this.count.textContent = _('Step {n} of {all}', { n: wanted, all: this.length });
    this.slider.setAttribute('aria-valuetext', this.count.textContent);
    this.first.disabled = this.back.disabled = wanted === 1;
    this.last.disabled = this.forward.disabled = wanted === this.length;
    history.replaceState(null, '', `#step=${wanted}`);
    this.show(wanted);
    return this;
  }

  fromAddress() {
    this.go(Number(/step=(\d+)/.exec(location.hash)?.[1] ?? this.length));
  }

  setSpeed(speed) {
    this.speed = speed === 'real' ? speed : Number(speed);
    if (this.playing) this.halt().toggle();
  }

  toggle() {
    if (this.playing) return void this.halt();
    if (this.number === this.length) this.go(1);
    this.face('pause', _('Pause'));
    this.beat();
  }

  beat() {
    this.playing = setTimeout(() => {
      this.go(this.number + 1);
      if (this.number < this.length) this.beat();
      else this.halt();
    }, this.pause());
  }

  /** How long a step is shown: always as long, or as long as it really took in proportion. */
  pause() {
    if (this.speed !== 'real') return BEAT_MS / this.speed;
    const share = (this.times[this.number] - this.times[this.number - 1]) / Math.max(1, this.times.at(-1) - this.times[0]);
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, share * WHOLE_MS));
  }

  halt() {
    clearTimeout(this.playing);
    this.playing = null;
    this.face('play', _('Play'));
    return this;
  }

  face(name, label) {
    this.play.replaceChildren(icon(name));
    this.play.title = label;
    this.play.setAttribute('aria-label', label);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || (typing(event.target) && event.target !== this.slider)) return;
    if (event.target.closest?.('button, a, summary') && event.key === ' ') return;
    const act = {
      ArrowLeft: () => this.halt().go(this.number - 1), ArrowRight: () => this.halt().go(this.number + 1),
      Home: () => this.halt().go(1), End: () => this.halt().go(this.length), ' ': () => this.toggle(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
