// The bpmn-js modeler with what our processes need: zeebe vocabulary, properties panel, minimap, Chinese.
import {
  BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import Modeler from 'bpmn-js/lib/Modeler';
import ZeebeBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import Minimap from 'diagram-js-minimap';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe';

import { Keeper } from './keeping.js';
import VariableResolver from './known.js';
import OurProvider from './panel.js';
import Translate from './translate.js';

const keepers = new WeakMap(); // of each modeler, what is kept of the file it was opened with

/** A modeler in `canvas` with its panel in `panel`; `known` is what its pickers offer. */
export async function openModeler({ canvas, panel, xml, known }) {
  const modeler = new Modeler({
    container: canvas,
    propertiesPanel: { parent: panel },
    moddleExtensions: { zeebe },
    bpmnRenderer: {
      defaultFillColor: 'var(--shape-fill)', defaultStrokeColor: 'var(--shape-stroke)', defaultLabelColor: 'var(--shape-label)',
    },
    textRenderer: { defaultStyle: { fontFamily: getComputedStyle(canvas).fontFamily } },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, ZeebeBehaviors, Minimap, Translate,
      {
        __init__: ['ourProvider'], ourProvider: ['type', OurProvider], known: ['value', known],
        variableResolver: ['type', VariableResolver],
      },
    ],
  });
  await modeler.importXML(xml);
  keepers.set(modeler, new Keeper(xml, await written(modeler)));
  fitBeside(modeler);
  return modeler;
}

const PALETTE = 120; // the palette stands over the canvas at the left

/** Shows the whole diagram beside the palette, or its beginning where the whole would be too small to work on. */
export function fitBeside(modeler) {
  const canvas = modeler.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const free = { width: outer.width - PALETTE - 32, height: outer.height - 80 };
  const scale = Math.min(1, Math.max(0.65, Math.min(free.width / inner.width, free.height / inner.height)));
  canvas.viewbox({ x: inner.x - PALETTE / scale, y: inner.y - 40 / scale, width: outer.width / scale, height: outer.height / scale });
}

/** The diagram as a file: the one that was opened, with what has been changed. */
export async function xmlOf(modeler) {
  return keepers.get(modeler).keep(await written(modeler));
}

async function written(modeler) {
  const { xml } = await modeler.saveXML({ format: true });
  return xml;
}
