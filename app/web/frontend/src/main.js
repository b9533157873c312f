// What every page has.
import '@tabler/core/dist/js/tabler.esm.js';

import { startForms } from './forms.js';
import { startBell } from './page/bell.js';
import { startChoosing } from './page/choose.js';
import { startConfirm } from './page/confirm.js';
import { startHtmx } from './page/htmx.js';
import { startKeys } from './page/keys.js';
import { startOnce } from './page/once.js';
import { startSmall } from './page/small.js';
import { startTheme } from './page/theme.js';

startTheme();
startHtmx();
startConfirm();
startChoosing();
startForms();
startOnce();
startKeys();
startSmall();
startBell();
