// The icons that scripts draw, inlined at build time: templates use the sprite instead.
import alert from '@tabler/icons/outline/alert-triangle.svg?raw';
import check from '@tabler/icons/outline/check.svg?raw';
import clock from '@tabler/icons/outline/clock.svg?raw';
import clockAlert from '@tabler/icons/outline/clock-exclamation.svg?raw';
import all from '@tabler/icons/outline/arrows-horizontal.svg?raw';
import back from '@tabler/icons/filled/player-track-prev.svg?raw';
import first from '@tabler/icons/filled/player-skip-back.svg?raw';
import flag from '@tabler/icons/filled/flag.svg?raw';
import fit from '@tabler/icons/outline/maximize.svg?raw';
import forward from '@tabler/icons/filled/player-track-next.svg?raw';
import info from '@tabler/icons/outline/info-circle.svg?raw';
import last from '@tabler/icons/filled/player-skip-forward.svg?raw';
import minus from '@tabler/icons/outline/minus.svg?raw';
import pause from '@tabler/icons/filled/player-pause.svg?raw';
import play from '@tabler/icons/filled/player-play.svg?raw';
import plus from '@tabler/icons/outline/plus.svg?raw';
import point from '@tabler/icons/filled/point.svg?raw';

const ICONS = {
  alert, all, back, check, clock, 'clock-alert': clockAlert, first, fit, flag, forward, info, last, minus, pause, play, plus, point,
};

/** A new <svg> of that name, hidden from screen readers: a word always stands beside it. */
export function icon(name) {
  const holder = document.createElement('template');
  holder.innerHTML = ICONS[name];
  const svg = holder.content.firstElementChild;
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}
